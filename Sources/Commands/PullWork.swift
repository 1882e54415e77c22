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

  private var console: Console { round.console }

  /// A version that differs from the one here.
  private struct Parcel {
    let local: LocalSource
    let file: ContentsRequest.File
    let isExecutable: Bool
  }

  /// One session with what shall be fetched in it.
  private struct Stop {
    let visit: Visit
    var parcels: [Parcel]
  }

  /// Asks all hosts before it asks the user, and writes nothing that two of them have in different versions.
  func carryOut() async -> ExitCode {
    var codes: Set<ExitCode> = []
    var stops: [Stop] = []
    for target in round.targets {
      do {
        let visit = try await round.open(target)
        do {
          stops.append(Stop(visit: visit, parcels: try await look(visit, &codes)))
        } catch {
          await visit.session.close()
          throw error
        }
      } catch {
        codes.insert(round.report(error, target))
      }
    }
    await conclude(&stops, &codes)
    for stop in stops { await stop.visit.session.close() }
    return Round.code(codes)
  }

  private func look(_ visit: Visit, _ codes: inout Set<ExitCode>) async throws -> [Parcel] {
    let target = visit.target
    let chosen = files.isEmpty ? target.copiedFiles : try files.map { try file($0, target) }
    var seen: Set<PulledFile> = []
    let sources = try chosen.filter { seen.insert($0).inserted }.map { try LocalSource($0, in: folder) }
    let pull = Pull(sources.map { Pull.Wish(remote: $0.remote, local: $0.path, content: $0.content) }, from: target)
    let facts = try await visit.session.probe(pull.request)
    if facts.root != .entered { throw HostError("the root \(target.root) cannot be entered") }
    console.answer(visit.title)
    var parcels: [Parcel] = []
    for (source, finding) in zip(sources, pull.findings(facts, onlyDrifted: files.isEmpty)) {
      let name = source.remote.description.terminalSafe
      switch finding {
      case .same: if !files.isEmpty { visit.answer(["\(name) is as it is here"]) }
      case .unchanged: break
      case .neverDeployed: visit.answer(["\(name) differs, and was never deployed: name it to bring it home"])
      case .refused(let reason):
        visit.answer(["\(name): \(reason)"])
        codes.insert(.notChanged)
      case .differs(let difference, let file, let isExecutable):
        visit.answer(DiffText.lines(difference, console.style))
        parcels.append(Parcel(local: source, file: file, isExecutable: isExecutable))
      }
    }
    return parcels
  }

  private func file(_ name: String, _ target: Target) throws -> PulledFile {
    do throws(Malformed) {
      return try target.file(name)
    } catch {
      throw HostError(error.message, hint: error.hint)
    }
  }

  private func conclude(_ stops: inout [Stop], _ codes: inout Set<ExitCode>) async {
    if settle(&stops) { codes.insert(.usage) }
    let count = stops.reduce(0) { $0 + $1.parcels.count }
    guard count > 0 else {
      if codes.isEmpty { console.answer("nothing to bring home") }
      return
    }
    if !isAgreed {
      guard console.isInteractive else {
        console.say("there is no terminal to ask on: add --yes to write \(count == 1 ? "it" : "them")")
        codes.insert(.usage)
        return
      }
      guard await Prompt.shared.confirm("write \(count == 1 ? "this file" : "these \(count) files") here?") else {
        console.say("declined; nothing was written")
        codes.insert(.usage)
        return
      }
    }
    for stop in stops where !stop.parcels.isEmpty {
      do {
        try await write(stop)
      } catch {
        codes.insert(round.report(error, stop.visit.target))
      }
    }
  }

  /// Leaves one parcel for each file here; true if hosts have different versions of one, which then gets none.
  private func settle(_ stops: inout [Stop]) -> Bool {
    var owners: [String: (place: String, file: ContentsRequest.File)] = [:]
    var disputed: Set<String> = []
    for index in stops.indices {
      let host = stops[index].visit.target.host.name
      stops[index].parcels.removeAll { parcel in
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
    for index in stops.indices { stops[index].parcels.removeAll { disputed.contains($0.local.path) } }
    return !disputed.isEmpty
  }

  /// Each file is written beside its place and moved there once it is whole.
  private func write(_ stop: Stop) async throws {
    let parcels = stop.parcels
    var output: LocalOutput?
    let request = ContentsRequest(parcels.map(\.file), on: stop.visit.target)
    var changed: [LocalSource] = []
    try await stop.visit.session.fetch(request) { step in
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
        console.answer("wrote \(source.path.terminalSafe)")
      }
    }
    if let source = changed.first {
      throw HostError("\(source.remote) changed while it was read", hint: "pull it again")
    }
  }
}
