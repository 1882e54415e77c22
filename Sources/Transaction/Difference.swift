package import Diff
internal import Plan

/// Two versions of a file, as a person wants to see them.
package struct Difference: Sendable {
  package enum Body: Sendable {
    case same
    case text(UnifiedDiff)
    /// Why there is nothing to show.
    case hidden(String)
  }

  /// What stands after `---`; nil for a file that is not there.
  package let old: String?
  package let new: String?
  package let body: Body

  package init(old: String?, new: String?, body: Body) {
    self.old = old
    self.new = new
    self.body = body
  }

  /// Compares two contents, of which an absent file has none.
  package init(old: (name: String?, content: [UInt8]), new: (name: String?, content: [UInt8])) {
    let diff = UnifiedDiff.ofText(old: old.content, new: new.content)
    self.init(old: old.name, new: new.name, body: diff.map { .text($0) } ?? .hidden("binary"))
  }

  /// Larger files are not shown.
  package static let mostBytes = 1 << 20
}
