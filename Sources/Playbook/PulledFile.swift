internal import SourceText

/// Where a file of a host has its place in the working tree.
package struct PulledFile: Sendable, Hashable {
  package let remote: AbsolutePath
  /// Relative to the folder that files are copied from.
  package let local: String
}

extension Target {
  /// The files that the playbook copies here.
  package var copiedFiles: [PulledFile] {
    steps.filter { $0.exclusion == nil }.flatMap { step in
      guard case .copy(let copy) = step.kind else { return [PulledFile]() }
      return copy.items.map { PulledFile(remote: $0.to, local: $0.from) }
    }
  }

  /// The file that a person means by the name of a source, by a path below the root, or from `/`.
  package func file(_ name: String) throws(Malformed) -> PulledFile {
    let copied = copiedFiles
    let path = try Reading.hostPath(name, below: root)
    let source = name.hasPrefix("/") ? nil : PathParts(name)?.joined
    let matches = copied.filter { $0.remote == path || $0.local == source }
    if let match = matches.first, Set(matches).count == 1 { return match }
    if matches.count > 1 {
      let places = matches.map { "\($0.remote) (from \($0.local))" }.joined(separator: ", ")
      throw Malformed("'\(name.shortened)' can mean \(places)", hint: "name the path on the host, from /")
    }
    guard let relative = path.relative(to: root), relative != "." else {
      throw Malformed(
        "'\(name.shortened)' is not below the root \(root)",
        hint: "outside of it, only files that the playbook copies have a place here")
    }
    return PulledFile(remote: path, local: relative)
  }
}
