/// Cuts a stream of bytes into lines.
struct LineReader {
  private var buffer: [UInt8] = []
  private var start = 0
  /// How many bytes the lines had that were read, with their newlines.
  private(set) var consumed = 0

  mutating func feed(_ bytes: [UInt8]) {
    buffer.removeSubrange(..<start)
    start = 0
    buffer += bytes
  }

  /// The next whole line without its newline; nil until more is fed.
  mutating func next() -> String? {
    guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer {
      consumed += end + 1 - start
      start = end + 1
    }
    return String(decoding: buffer[start..<end], as: UTF8.self)
  }
}
