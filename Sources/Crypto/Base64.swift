import CCrypto

/// Base64 with the standard alphabet, on one line.
package enum Base64 {
  /// The bytes that a canonical, padded text stands for; nil for anything else.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)) }

  /// The bytes that a canonical, padded text stands for; nil for anything else.
  package static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    for start in stride(from: 0, to: text.count, by: pieceLength) {
      let piece = Array(text[start..<min(start + pieceLength, text.count)])
      var decoded = [UInt8](repeating: 0, count: piece.count / 4 * 3)
      guard EVP_DecodeBlock(&decoded, piece, Int32(piece.count)) == decoded.count else { return nil }
      bytes += decoded
    }
    bytes.removeLast(text.suffix(2).count { $0 == UInt8(ascii: "=") })
    // EVP_DecodeBlock lets pass surrounding blanks, misplaced padding and stray low bits; none survives this comparison.
    return encode(bytes, padded: true).utf8.elementsEqual(text) ? bytes : nil
  }

  /// The text that stands for the bytes, with or without the trailing equals signs.
  package static func encode(_ bytes: [UInt8], padded: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + 4)
    let step = pieceLength / 4 * 3
    for start in stride(from: 0, to: bytes.count, by: step) {
      let piece = Array(bytes[start..<min(start + step, bytes.count)])
      // One byte more than the text: EVP_EncodeBlock ends it with a zero.
      var encoded = [UInt8](repeating: 0, count: (piece.count + 2) / 3 * 4 + 1)
      let count = EVP_EncodeBlock(&encoded, piece, Int32(piece.count))
      text += encoded.prefix(Int(count))
    }
    while !padded, text.last == UInt8(ascii: "=") { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// Characters handed to libcrypto at once: a multiple of four, far below the `int` it counts in.
  private static let pieceLength = 1 << 16
}
