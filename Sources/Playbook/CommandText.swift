/// Shell text of the playbook in which the backup folder is still to be filled in.
package struct CommandText: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case literal(String)
    /// The `files` folder of the run's backup set.
    case backupFolder
  }

  /// No two literals stand next to each other, and none is empty.
  package let parts: [Part]

  package init(_ parts: [Part]) {
    var merged: [Part] = []
    for part in parts {
      switch (merged.last, part) {
      case (_, .literal("")): continue
      case (.literal(let before), .literal(let text)): merged[merged.count - 1] = .literal(before + text)
      default: merged.append(part)
      }
    }
    self.parts = merged
  }

  /// The text without the backup folder, which stands only where it was allowed.
  var literalText: String {
    parts.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
  }
}

extension CommandText: CustomStringConvertible {
  /// The text as a playbook would say it.
  package var description: String {
    parts.map { if case .literal(let text) = $0 { text } else { "${backup}" } }.joined()
  }
}
