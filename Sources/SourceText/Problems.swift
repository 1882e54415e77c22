/// Everything that is wrong, in the order of the text.
package struct Problems: Error, Sendable, Hashable {
  package let list: [Problem]

  package init(_ problems: [Problem]) {
    list = problems.sorted { ($0.range, $0.message) < ($1.range, $1.message) }
  }

  /// More than these help nobody, and finding them all could take for ever.
  package static let most = 200

  /// Past this number more problems would only push the first ones off the screen.
  private static let shown = 50

  /// What the user sees, one problem after the other.
  package var rendered: String {
    var parts = list.prefix(Self.shown).map(\.rendered)
    if list.count > Self.shown { parts.append("and \(list.count - Self.shown) more problems") }
    return parts.joined(separator: "\n")
  }
}
