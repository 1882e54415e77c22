extension ArraySlice<UInt8> {
  /// Compares as a block; an array slice compares its elements one at a time.
  func isSame(as other: ArraySlice<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return withUnsafeBytes { one in other.withUnsafeBytes { two in one.elementsEqual(two) } }
  }

  /// A blank or a tab, or a carriage return that belongs to no ending.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0c }

  /// The blanks at the start.
  package var indent: ArraySlice<UInt8> { self[startIndex..<(firstIndex { !Self.isBlank($0) } ?? endIndex)] }

  /// What stands after the blanks at the start, without those at the end.
  package var trimmed: ArraySlice<UInt8> {
    let start = firstIndex { !Self.isBlank($0) } ?? endIndex
    let end = lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? start
    return self[start..<Swift.max(start, end)]
  }

  package var isBlank: Bool { allSatisfy(Self.isBlank) }
}

extension [UInt8] {
  var isValidUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
