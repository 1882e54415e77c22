internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The places of a command, looked at all at once, with what is said about each under its name.
struct Round: Sendable {
  let targets: [Target]
  let console: Console
  let reach: Reach
  private let parallel: Int

  init(_ places: [String], _ arguments: Arguments, _ console: Console) throws {
    let targets = try places.flatMap { try Place.targets($0, arguments) }
    try self.init(targets, Reach(arguments, console), arguments, console)
  }

  init(_ place: String, _ arguments: Arguments, _ console: Console) throws {
    try self.init([place], arguments, console)
  }

  init(_ targets: [Target], _ reach: Reach, _ arguments: Arguments, _ console: Console) throws(UsageError) {
    self.targets = targets
    self.reach = reach
    self.console = console
    parallel = try arguments.parallel()
  }

  var tour: Tour { Tour(targets: targets, width: parallel, console: console) }

  /// What stands for several places or sets: the first of these that happened.
  static func code(_ codes: some Collection<ExitCode>) -> ExitCode {
    [.needsPerson, .finding, .notChanged, .usage].first(where: codes.contains) ?? .done
  }

  /// Runs the body at each place; a place that fails is no reason to pass over the others.
  func visit(
    saying words: String = "interrupted; nothing was changed",
    _ body: @escaping @Sendable (Visit) async throws -> ExitCode
  ) async -> ExitCode {
    await Interrupts.watch(nil, console, saying: words) {
      Self.code(
        await tour.each { target, console in
          do {
            let visit = try await open(target, console)
            return try await visit.session.closing { _ in
              console.answer(visit.title)
              return try await body(visit)
            }
          } catch {
            return report(error, target, console)
          }
        })
    }
  }

  /// Looks at all places, and then acts on one after the other where the look found something.
  func visit<Found>(
    saying words: String = "interrupted; nothing was changed", telling: Tour.Telling = .inTurn,
    look: @escaping @Sendable (Visit) async throws -> Found?,
    failing report: @escaping @Sendable (any Error, Target, Console) -> ExitCode,
    then act: @escaping @Sendable (Visit, Found) async throws -> ExitCode
  ) async -> ExitCode {
    await Interrupts.watch(nil, console, saying: words) {
      Self.code(
        await tour.each(telling: telling) { target, console in
          do {
            let visit = try await open(target, console)
            let found = try await visit.session.keeping { _ in try await look(visit) }
            if found == nil { await visit.session.close() }
            return Sight.seen(visit, found)
          } catch {
            return Sight.failed(report(error, target, console))
          }
        } idle: { sight, wake in
          // A person may think for long, and a recovery take its time.
          guard case .seen(let visit, .some) = sight else { return try await Tour.wait(for: wake) }
          try await visit.session.linger(until: nil, wake: wake)
        } then: { target, console, sight in
          switch sight {
          case .failed(let code): return code
          case .seen(_, nil): return .done
          case .seen(let visit, let found?):
            do {
              return try await visit.session.closing { _ in try await act(visit, found) }
            } catch {
              return report(error, target, console)
            }
          }
        })
    }
  }

  private enum Sight<Found> {
    case seen(Visit, Found?)
    case failed(ExitCode)
  }

  /// Reaches a place; whoever opens it closes its session.
  private func open(_ target: Target, _ console: Console) async throws -> Visit {
    try await reach.open(target, console).keeping { session in
      Visit(session, try await session.settle(target), console)
    }
  }

  /// Says why a place came to nothing.
  func report(_ error: any Error, _ target: Target, _ console: Console) -> ExitCode {
    if let error = error as? LocalFile.Failure {
      console.say("error: \(error.message.terminalSafe)")
      return .usage
    }
    // The host was there, and refused.
    if let error = error as? HostError {
      tell(.refused([Objection(message: error.message, hint: error.hint)]), target, console)
      return .notChanged
    }
    return reportUnreached(error, target, console)
  }

  /// The same where nothing is refused that could be done otherwise.
  func reportUnreached(_ error: any Error, _ target: Target, _ console: Console) -> ExitCode {
    tell(.unreachable(HostError(error)), target, console)
    return .notChanged
  }

  private func tell(_ outcome: Outcome, _ target: Target, _ console: Console) {
    console.say(OutcomeText(target, plan: nil, run: nil, console.errorStyle).lines(outcome).joined(separator: "\n"))
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
