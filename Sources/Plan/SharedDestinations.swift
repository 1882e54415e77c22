internal import Crypto
internal import Playbook

/// The files that steps write, as far as several names may lead to one of them: by links on the way, or as hard links.
struct SharedDestinations {
  struct Name {
    let file: AbsolutePath
    /// Of the content that it gets, where that is known beforehand.
    let hash: SHA256Digest?
  }

  /// What all hard links to a file have in common.
  fileprivate struct Identity: Hashable {
    let device: String
    let inode: String

    init?(_ seen: Observation) {
      guard seen.links > 1, case .file = seen.state else { return nil }
      (device, inode) = (seen.filesystem.device, seen.inode)
    }
  }

  private var byPath: [EntryPath: [Name]] = [:]
  private var byIdentity: [Identity: [Name]] = [:]

  init(_ target: Target, _ facts: Facts, _ sources: Sources) {
    // Nearly always nothing is shared, and the steps of a playbook may write a hundred thousand files.
    guard facts.mayShareFiles else { return }
    for step in target.steps where step.exclusion == nil {
      for (file, hash) in step.kind.destinations(sources) {
        let path = EntryPath(facts.redirections[file] ?? file, root: target.root)
        let name = Name(file: file, hash: hash)
        byPath[path, default: []].append(name)
        if let identity = facts.observations[path].flatMap({ Identity($0) }) {
          byIdentity[identity, default: []].append(name)
        }
      }
    }
  }

  /// The other names of a path.
  func others(at path: EntryPath, than name: AbsolutePath) -> [Name] {
    (byPath[path] ?? []).filter { $0.file != name }
  }

  /// The names of the other hard links to a file.
  func others(of seen: Observation, than name: AbsolutePath) -> [Name] {
    (Identity(seen).flatMap { byIdentity[$0] } ?? []).filter { $0.file != name }
  }
}

extension Facts {
  /// True where some file has, or may have, more than one name.
  var mayShareFiles: Bool {
    !redirections.isEmpty || observations.values.contains { SharedDestinations.Identity($0) != nil }
  }
}
