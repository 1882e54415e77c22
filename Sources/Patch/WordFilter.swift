/// Whether a line may have one of some words, told by how they begin and how long they are.
struct WordFilter {
  /// By first byte: a bit for each length up to 63, which stands for longer ones too.
  private var lengths = [UInt64](repeating: 0, count: 256)

  init(_ words: [ArraySlice<UInt8>]) {
    for word in words {
      // What has no word of its own may be in any line.
      guard let first = word.first else {
        lengths = [UInt64](repeating: .max, count: 256)
        return
      }
      lengths[Int(first)] |= 1 << UInt64(min(word.count, 63))
    }
  }

  func touches(_ line: ArraySlice<UInt8>) -> Bool {
    lengths.withUnsafeBufferPointer { lengths in
      line.withUnsafeBufferPointer { line in
        var index = 0
        while index < line.count {
          guard LineKey.isWord(line[index]) else {
            index += 1
            continue
          }
          let start = index
          while index < line.count, LineKey.isWord(line[index]) { index += 1 }
          if lengths[Int(line[start])] & 1 << UInt64(min(index - start, 63)) != 0 { return true }
        }
        return false
      }
    }
  }
}
