/// Takes SSH's length-prefixed fields apart.
struct WireReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  mutating func byte() -> UInt8? {
    rest.popFirst()
  }

  mutating func number() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string() -> [UInt8]? {
    var ahead = self
    guard let count = ahead.number(), ahead.rest.count >= Int(count) else { return nil }
    rest = ahead.rest.dropFirst(Int(count))
    return Array(ahead.rest.prefix(Int(count)))
  }

  /// Skips these very bytes; false if others stand there.
  mutating func skip(_ expected: [UInt8]) -> Bool {
    guard rest.starts(with: expected) else { return false }
    rest = rest.dropFirst(expected.count)
    return true
  }
}
