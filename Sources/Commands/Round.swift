internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The places of a command, visited one after the other, with what is said about each under its name.
struct Round: Sendable {
  let targets: [Target]
  let console: Console
  private let reach: Reach

  init(_ place: String, _ arguments: Arguments, _ console: Console) throws {
    targets = try Place.targets(place, arguments)
    reach = try Reach(arguments, console)
    self.console = console
  }

  /// What stands for several places or sets: the first of these that happened.
  static func code(_ codes: Set<ExitCode>) -> ExitCode {
    [.needsPerson, .finding, .notChanged, .usage].first(where: codes.contains) ?? .done
  }

  /// Runs the body at each place; a place that fails is no reason to pass over the others.
  func visit(
    saying words: String = "interrupted; nothing was changed",
    _ body: @escaping @Sendable (Visit) async throws -> ExitCode
  ) async -> ExitCode {
    await Interrupts.watch(nil, console, saying: words) {
      var codes: Set<ExitCode> = []
      for target in targets { codes.insert(await visit(target, body)) }
      return Self.code(codes)
    }
  }

  private func visit(_ target: Target, _ body: @Sendable (Visit) async throws -> ExitCode) async -> ExitCode {
    do {
      let visit = try await open(target)
      return try await visit.session.closing { _ in
        console.answer(visit.title)
        return try await body(visit)
      }
    } catch {
      return report(error, target)
    }
  }

  /// Reaches a place; whoever opens it closes its session.
  func open(_ target: Target) async throws -> Visit {
    let session = try await reach.open(target)
    do {
      return Visit(session, try await session.settle(target), console)
    } catch {
      await session.close()
      throw error
    }
  }

  /// Says why a place came to nothing.
  func report(_ error: any Error, _ target: Target) -> ExitCode {
    if let error = error as? LocalFile.Failure {
      console.say("error: \(error.message.terminalSafe)")
      return .usage
    }
    var outcome = Outcome.unreachable(HostError(error))
    // The host was there, and refused.
    if let error = error as? HostError { outcome = .refused([Objection(message: error.message, hint: error.hint)]) }
    console.say(OutcomeText(target, plan: nil, run: nil, console.errorStyle).lines(outcome).joined(separator: "\n"))
    return .notChanged
  }
}

/// One place of a round, while its session is open.
struct Visit {
  let session: Session
  let target: Target
  let console: Console

  init(_ session: Session, _ target: Target, _ console: Console) {
    self.session = session
    self.target = target
    self.console = console
  }

  /// The place as the user could have named it.
  var title: String { "\(target.host.name):\(target.root)".terminalSafe }

  /// Says these lines under the name of the place.
  func answer(_ lines: [String]) {
    if !lines.isEmpty { console.answer(lines.map { "  \($0)" }.joined(separator: "\n")) }
  }

  /// The backup sets with the history.
  func sets() async throws -> Facts {
    let questions = Questions(root: target.root, backups: target.backups)
    return try await session.probe(ProbeRequest(questions, sets: .all))
  }

  /// What sets say about themselves, all in one exchange.
  func records(of sets: [SetSummary], sizes: Bool = false) async throws -> [SetRecord] {
    var request = LookRequest(target)
    for (index, set) in sets.enumerated() {
      request.give("\(set.name)/manifest", as: "manifest\(index)")
      request.give("\(set.name)/journal", as: "journal\(index)")
    }
    if sizes { request.sizes(of: sets.map(\.name)) }
    let answers = try await session.look(request)
    return sets.enumerated().map { index, set in SetRecord(set, index, answers) }
  }
}
