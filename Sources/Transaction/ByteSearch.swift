extension [UInt8] {
  /// Where these bytes first stand.
  ///
  /// The library's own search goes through an index at a time, which took more of a run than anything else that is read.
  func range(of bytes: [UInt8]) -> Range<Int>? {
    guard let first = bytes.first else { return nil }
    return withUnsafeBufferPointer { here in
      bytes.withUnsafeBufferPointer { bytes in
        var start = 0
        while start + bytes.count <= here.count {
          if here[start] == first, (1..<bytes.count).allSatisfy({ here[start + $0] == bytes[$0] }) {
            return start..<(start + bytes.count)
          }
          start += 1
        }
        return nil
      }
    }
  }
}
