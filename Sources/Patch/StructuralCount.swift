/// How many places an edit is meant for.
package enum PatchCount: Sendable, Hashable {
  case between(ClosedRange<Int>)
  /// As many as there are, but at least one.
  case all

  package static let one = PatchCount.between(1...1)

  var least: Int { if case .between(let range) = self { range.lowerBound } else { 1 } }
  var most: Int { if case .between(let range) = self { range.upperBound } else { Int.max } }
}

extension PatchCount {
  /// Reads `2`, `1..3` or `all`.
  package init(_ text: String) throws(TemplateProblem) {
    if text == "all" {
      self = .all
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let bounds = parts.count == 3 && parts[1].isEmpty ? [parts[0], parts[2]] : [text, text]
    guard let first = Int(bounds[0]), let last = Int(bounds[1]), (1...10_000).contains(first),
      (first...10_000).contains(last)
    else {
      throw TemplateProblem(
        "'\(text.prefix(40))' is not a count", hint: "write a number such as 1, a range such as 1..3, or all")
    }
    self = .between(first...last)
  }
}

extension PatchCount: CustomStringConvertible {
  package var description: String {
    switch self {
    case .all: "all"
    case .between(let range): range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
    }
  }
}

extension PatchState {
  /// What a file's old and new places say about an edit that is meant for so many.
  static func of(old: Int, new: Int, wanted: PatchCount) -> PatchState {
    if old + new < wanted.least { return .drifted }
    if old + new > wanted.most { return .ambiguous }
    return old == 0 ? .alreadyApplied : new == 0 ? .applies : .partlyApplied
  }
}
