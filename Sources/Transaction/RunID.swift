package import Plan

/// The name of a run, the same on every host: `deduplication_fix_20260202_060240`, with `_2` if that is taken.
package struct RunID: Sendable, Hashable, CustomStringConvertible {
  package let name: String

  package var description: String { name }

  package init(_ name: String) { self.name = name }

  /// The names a run may get, in order of preference.
  package static func candidates(playbook: String, at stamp: Timestamp) -> [RunID] {
    let first = "\(playbook)_\(stamp)"
    return [RunID(first)] + (2...9).map { RunID("\(first)_\($0)") }
  }

  /// The playbook that the run carried out: the name up to its timestamp.
  package var playbook: String {
    let words = name.split(separator: "_", omittingEmptySubsequences: false)
    let isTime = { (index: Int) in
      index + 1 < words.count && words[index].count == 8 && words[index + 1].count == 6
        && (words[index] + words[index + 1]).allSatisfy(\.isNumber)
    }
    return words[..<(words.indices.last(where: isTime) ?? words.endIndex)].joined(separator: "_")
  }

  /// True when a person who typed this text can mean this run: its whole name, or the end from its timestamp on.
  package func isNamed(by text: String) -> Bool { name == text || name.hasSuffix("_\(text)") }
}
