internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// Files of several hosts on their way into one working tree.
struct PullWork: Sendable {
  let round: Round
  /// The folder that the paths of sources start from.
  let folder: String
  /// What the user named; nothing for all that drifted.
  let files: [String]
  let isAgreed: Bool

  /// Asks all hosts before it asks the user, and writes nothing that two of them have in different versions.
  func carryOut() async -> ExitCode {
    let baggage = Baggage(of: round.targets.map(\.host.name), isAgreed: isAgreed, round.console)
    let code = await round.visit(
      saying: "interrupted; a file that was begun is as it was", telling: .asSeen,
      look: { visit -> String? in
        let host = visit.target.host.name
        return try await look(visit, baggage) ? host : nil
      }, failing: round.report
    ) { visit, host in
      let parcels = await baggage.released(for: host)
      if !parcels.isEmpty { try await write(parcels, from: visit) }
      return .done
    }
    let codes = await baggage.codes.union([code])
    if await baggage.isEmpty, codes == [.done] { round.console.answer("nothing to bring home") }
    return Round.code(codes)
  }

  /// True if the host has something to bring home.
  private func look(_ visit: Visit, _ baggage: Baggage) async throws -> Bool {
    let target = visit.target
    let chosen = files.isEmpty ? target.copiedFiles : try files.map { try file($0, target) }
    var seen: Set<PulledFile> = []
    let sources = try chosen.filter { seen.insert($0).inserted }.map { try LocalSource($0, in: folder) }
    let pull = Pull(sources.map { Pull.Wish(remote: $0.remote, local: $0.path, content: $0.content) }, from: target)
    let facts = try await visit.session.probe(pull.request)
    if facts.root != .entered { throw HostError("the root \(target.root) cannot be entered") }
    visit.console.answer(visit.title)
    var parcels: [Parcel] = []
    for (source, finding) in zip(sources, pull.findings(facts, onlyDrifted: files.isEmpty)) {
      let name = source.remote.description.terminalSafe
      switch finding {
      case .same: if !files.isEmpty { visit.answer(["\(name) is as it is here"]) }
      case .unchanged: break
      case .neverDeployed: visit.answer(["\(name) differs, and was never deployed: name it to bring it home"])
      case .refused(let reason):
        visit.answer(["\(name): \(reason)"])
        await baggage.note(.notChanged)
      case .differs(let difference, let file, let isExecutable):
        visit.answer(DiffText.lines(difference, visit.console.style))
        parcels.append(Parcel(local: source, file: file, isExecutable: isExecutable))
      }
    }
    await baggage.add(parcels, of: target.host.name)
    return !parcels.isEmpty
  }

  private func file(_ name: String, _ target: Target) throws -> PulledFile {
    do throws(Malformed) {
      return try target.file(name)
    } catch {
      throw HostError(error.message, hint: error.hint)
    }
  }

  /// Each file is written beside its place and moved there once it is whole.
  private func write(_ parcels: [Parcel], from visit: Visit) async throws {
    var output: LocalOutput?
    let request = ContentsRequest(parcels.map(\.file), on: visit.target)
    var changed: [LocalSource] = []
    try await visit.session.fetch(request) { step in
      switch step {
      case .bytes(let number, let bytes):
        let file = try output ?? parcels[number].local.output()
        output = file
        try file.write(bytes)
      case .end(let number, let isWhole):
        let (source, isExecutable) = (parcels[number].local, parcels[number].isExecutable)
        let file = try output ?? source.output()
        output = nil
        guard isWhole else { return changed.append(source) }
        try file.finish(mode: source.mode(isExecutable: isExecutable), movingTo: source.place)
        visit.console.answer("wrote \(source.path.terminalSafe)")
      }
    }
    if let source = changed.first {
      throw HostError("\(source.remote) changed while it was read", hint: "pull it again")
    }
  }
}

/// A version that differs from the one here.
private struct Parcel: Sendable {
  let local: LocalSource
  let file: ContentsRequest.File
  let isExecutable: Bool
}

/// What all hosts have for the working tree, and what the user says to it.
private actor Baggage {
  private let hosts: [String]
  private let isAgreed: Bool
  private let console: Console
  private var parcels: [String: [Parcel]] = [:]
  /// Whether anything is brought home; nil before that is decided.
  private var decision: Bool?
  /// How it went beside what each host says.
  private(set) var codes: Set<ExitCode> = []

  init(of hosts: [String], isAgreed: Bool, _ console: Console) {
    self.hosts = hosts
    self.isAgreed = isAgreed
    self.console = console
  }

  var isEmpty: Bool { parcels.values.allSatisfy(\.isEmpty) }

  func note(_ code: ExitCode) { codes.insert(code) }

  func add(_ parcels: [Parcel], of host: String) { self.parcels[host] = parcels }

  /// What may be written here of what a host has; whoever is first asks for all.
  func released(for host: String) async -> [Parcel] {
    let isWanted: Bool
    if let decision {
      isWanted = decision
    } else {
      isWanted = await decide()
      decision = isWanted
    }
    return isWanted ? parcels[host] ?? [] : []
  }

  private func decide() async -> Bool {
    if settle() { codes.insert(.usage) }
    let count = parcels.values.reduce(0) { $0 + $1.count }
    if count == 0 || isAgreed { return true }
    guard console.isInteractive else {
      console.say("there is no terminal to ask on: add --yes to write \(count == 1 ? "it" : "them")")
      codes.insert(.usage)
      return false
    }
    guard await Prompt.shared.confirm("write \(count == 1 ? "this file" : "these \(count) files") here?") else {
      console.say("declined; nothing was written")
      codes.insert(.usage)
      return false
    }
    return true
  }

  /// Leaves one parcel for each file here; true if hosts have different versions of one, which then gets none.
  private func settle() -> Bool {
    var owners: [String: (place: String, file: ContentsRequest.File)] = [:]
    var disputed: Set<String> = []
    for host in hosts {
      parcels[host]?.removeAll { parcel in
        let place = "\(host):\(parcel.local.remote)"
        guard let owner = owners[parcel.local.path] else {
          owners[parcel.local.path] = (place, parcel.file)
          return false
        }
        if !owner.file.isSameContent(as: parcel.file), disputed.insert(parcel.local.path).inserted {
          let versions = "\(owner.place) and \(place) differ, and both belong to \(parcel.local.path)"
          console.say("\(versions.terminalSafe): pull one of them, by HOST:ROOT and its path")
        }
        return true
      }
    }
    for host in hosts { parcels[host]?.removeAll { disputed.contains($0.local.path) } }
    return !disputed.isEmpty
  }
}
