extension UnifiedDiff {
  /// Changes that lie close together, with the unchanged lines around them.
  package struct Hunk: Sendable, Equatable {
    /// The first line of the old text, counted from 1; with no old lines, the line after which the new ones come.
    package let oldStart: Int
    package let oldCount: Int
    /// The first line of the new text, counted from 1; with no new lines, the line after which the old ones were.
    package let newStart: Int
    package let newCount: Int
    package let lines: [Line]
  }

  /// One line of a hunk.
  package struct Line: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case context, removed, added }

    package let kind: Kind
    /// The content without its newline.
    package let bytes: [UInt8]
    /// Whether the line ends with a newline; only the last line of a text may not.
    package let hasNewline: Bool
  }
}
