package import SourceText
internal import YAML

/// From which commit on the files of a folder count as changed.
package struct ChangedSince: Sendable {
  package enum Base: Sendable, Hashable {
    /// The commit that the host's folder was copied from last.
    case last
    /// One that somebody names.
    case revision(String)
  }

  package let base: Base
  package let range: SourceRange

  /// Reads `last` or a revision.
  static func read(_ fields: Fields, _ reading: Reading) -> ChangedSince? {
    guard let node = fields["changed_since"] else { return nil }
    guard let text = reading.text(node, "'last' or a revision") else { return nil }
    guard reading.variables.outside.isPinned else {
      reading.findings.add(
        "changed_since compares two commits, and the contents come from the working tree", at: node.range,
        hint: "add 'source: { git: REVISION }' to the playbook, or --rev REVISION to the command, such as --rev HEAD")
      return nil
    }
    return ChangedSince(base: text == "last" ? .last : .revision(text), range: node.range)
  }
}

extension CopyTree {
  /// The same folder with these files and links of it only, and the folders that they need.
  package func keeping(_ paths: Set<String>) -> CopyTree {
    let folders = paths.reduce(into: Set<String>()) { folders, path in
      var names = path.split(separator: "/").dropLast()
      while !names.isEmpty, folders.insert(names.joined(separator: "/")).inserted { names.removeLast() }
    }
    let members = content.members.filter { member in
      member.kind == .folder ? folders.contains(member.path) : paths.contains(member.path)
    }
    return CopyTree(
      from: from, to: to, range: range, content: SourceTree(members: members), exclusions: exclusions)
  }
}

extension CopyStep {
  /// Whether it has still to be found out which files have changed.
  package var isOpen: Bool { since != nil && !isNarrowed }

  /// The same for what has changed of its folders.
  package func narrowed(to trees: [CopyTree]) -> CopyStep {
    var step = copying(items, trees, folderMode: folderMode, mirrors: mirrors, since: since)
    step.isNarrowed = true
    return step
  }
}

extension Target {
  /// Every step that waits to be told what has changed of its folders, or that was told.
  package func narrowed(_ narrow: (CopyTree, ChangedSince) -> CopyTree) -> Target {
    with(
      steps: steps.map { step in
        guard case .copy(let copy) = step.kind, copy.isOpen, let since = copy.since else { return step }
        return step.with(.copy(copy.narrowed(to: copy.trees.map { narrow($0, since) })))
      })
  }

  /// The folders of steps that have a turn and copy what has changed.
  package var openTrees: [(tree: CopyTree, since: ChangedSince)] {
    steps.flatMap { step -> [(CopyTree, ChangedSince)] in
      guard step.exclusion == nil, case .copy(let copy) = step.kind, copy.isOpen, let since = copy.since else {
        return []
      }
      return copy.trees.map { ($0, since) }
    }
  }
}

extension Step {
  /// The same with other files.
  fileprivate func with(_ kind: StepKind) -> Step {
    var step = Step(kind: kind, name: name, undo: undo, timeout: timeout, become: become, range: range)
    step.tags = tags
    step.secretEnvironment = secretEnvironment
    step.condition = condition
    step.exclusion = exclusion
    return step
  }
}
