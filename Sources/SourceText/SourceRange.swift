/// A stretch of a text, in bytes.
package struct SourceRange: Sendable, Hashable {
  package let source: SourceText
  package let bytes: Range<Int>

  package init(_ source: SourceText, _ bytes: Range<Int>) {
    self.source = source
    self.bytes = bytes
  }

  /// Where the range begins.
  package var location: SourceLocation { source.location(of: bytes.lowerBound) }

  /// The empty range at the beginning of this one.
  package var start: SourceRange { SourceRange(source, bytes.lowerBound..<bytes.lowerBound) }

  package var text: String { source.text(in: bytes) }

  /// The place of a fragment inside the range, counting its occurrences from zero; the whole range if it is not there.
  package func range(of fragment: String, occurrence: Int = 0) -> SourceRange {
    let needle = Array(fragment.utf8)
    guard !needle.isEmpty else { return self }
    var found = 0
    var offset = bytes.lowerBound
    while offset + needle.count <= bytes.upperBound {
      if source.bytes[offset] == needle[0], source.bytes[offset..<offset + needle.count].elementsEqual(needle) {
        if found == occurrence { return SourceRange(source, offset..<offset + needle.count) }
        found += 1
      }
      offset += 1
    }
    return self
  }
}

extension SourceRange: Comparable {
  package static func < (left: SourceRange, right: SourceRange) -> Bool {
    (left.source.name, left.bytes.lowerBound, left.bytes.upperBound)
      < (right.source.name, right.bytes.lowerBound, right.bytes.upperBound)
  }
}
