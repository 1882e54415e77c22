internal import Crypto
package import Plan
package import Playbook

/// What a set saved, beside what lies there now or what its run wrote.
package struct SetComparison: Sendable {
  /// One side of a difference: what is known of it, and where its content lies, if anywhere.
  private struct Side {
    let name: String
    let state: FileState
    let place: LookBase?
    var reason = ""

    var shownName: String? { state == .absent ? nil : name }

    /// Why its content cannot be shown.
    var obstacle: String? {
      switch state {
      case .absent: nil
      case .file(_, let size, _, _):
        size > Difference.mostBytes ? "larger than 1 MiB" : place == nil ? reason : nil
      case .directory: "\(name) is a folder now"
      case .link: "\(name) is a symbolic link now"
      case .other: "\(name) is not a regular file now"
      case .unreadable: "\(name) cannot be read"
      }
    }

    func file(_ path: EntryPath) -> ContentsRequest.File? {
      guard let place, case .file(_, let size, let hash, _) = state else { return nil }
      return ContentsRequest.File(LookPath(path), at: place, size: size, hash: hash)
    }
  }

  private struct Pair {
    let path: EntryPath
    let old: Side
    let new: Side
    let holdsSecrets: Bool

    var isSame: Bool { old.state.hash == new.state.hash && (old.state.hash != nil || old.state == new.state) }
    var obstacle: String? { holdsSecrets ? "it holds secrets" : old.obstacle ?? new.obstacle }
    /// What has to be read for it; nothing where it cannot be shown anyway.
    var files: [ContentsRequest.File] {
      isSame || obstacle != nil ? [] : [old, new].compactMap { $0.file(path) }
    }
  }

  private let pairs: [Pair]
  /// Saved files that are not what the manifest says.
  package let damaged: [EntryPath]

  /// The lists of states that it is made of.
  private enum List { static let saved = 0, live = 1, deployed = 2 }

  /// Asks for the states of these entries: in the set, live, and as they were last deployed.
  package static func request(_ entries: [Manifest.Entry], of run: String, on target: Target) -> LookRequest {
    var request = LookRequest(target)
    let paths = entries.map { LookPath($0.path) }
    request.states(of: paths, at: request.folder(of: run), as: List.saved)
    request.states(of: paths, at: .live, as: List.live)
    request.states(of: paths, at: request.folder(of: "deployed"), as: List.deployed)
    return request
  }

  /// Compares with what is there now, or with what the run wrote as far as that still lies somewhere.
  package init(
    _ entries: [Manifest.Entry], of run: String, on target: Target, _ answers: LookAnswers, asRun: Bool,
    ledger: Ledger
  ) {
    let places = LookRequest(target)
    let states = [List.saved, List.live, List.deployed].map { answers.states(of: $0, count: entries.count) }
    var pairs: [Pair] = []
    var damaged: [EntryPath] = []
    for (index, entry) in entries.enumerated() where entry.isFile {
      let (saved, live, deployed) = (states[0][index], states[1][index], states[2][index])
      let name = entry.path.description
      var old = Side(name: "\(run)/\(name)", state: entry.old, place: places.folder(of: run))
      if entry.old.hash != nil, saved.hash != entry.old.hash {
        damaged.append(entry.path)
        old = Side(name: old.name, state: entry.old, place: nil, reason: "the saved copy is damaged or gone")
      }
      var new = Side(name: name, state: live, place: .live)
      if asRun {
        let wanted = entry.new.hash
        let place: LookBase? =
          live.hash == wanted ? .live : deployed.hash == wanted ? places.folder(of: "deployed") : nil
        new = Side(name: name, state: entry.new, place: place, reason: "what the run wrote is not kept any more")
      }
      let holdsSecrets = entry.holdsSecrets || ledger[entry.path]?.holdsSecrets == true
      pairs.append(Pair(path: entry.path, old: old, new: new, holdsSecrets: holdsSecrets))
    }
    self.pairs = pairs
    self.damaged = damaged
  }

  /// The contents that must be read to show the differences, at most so many bytes of them.
  package func files() -> [ContentsRequest.File] {
    var left = Self.mostBytes
    var files: [ContentsRequest.File] = []
    for pair in pairs {
      left -= pair.files.reduce(0) { $0 + $1.size }
      if left >= 0 { files += pair.files }
    }
    return files
  }

  private static let mostBytes = 16 << 20

  /// The differences, once those contents are there.
  package func differences(_ contents: [ContentsRequest.File: [UInt8]]) -> [Difference] {
    pairs.compactMap { pair in
      guard !pair.isSame else { return nil }
      let (old, new) = (pair.old, pair.new)
      var reason = pair.obstacle
      let sides = [old, new].map { side in side.file(pair.path).map { contents[$0] } ?? [] }
      if reason == nil, sides.contains(nil) { reason = "it changed while it was read, or all is too much to show" }
      if let reason { return Difference(old: old.shownName, new: new.shownName, body: .hidden(reason)) }
      return Difference(old: (old.shownName, sides[0] ?? []), new: (new.shownName, sides[1] ?? []))
    }
  }
}

extension Manifest.Entry {
  /// True where either side is a file; folders have nothing to compare.
  package var isFile: Bool { old.hash != nil || new.hash != nil }
}
