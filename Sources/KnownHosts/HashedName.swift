import Crypto

/// A host name hidden behind a salted hash: `|1|salt|code`, both in base64.
struct HashedName: Sendable {
  private let text: [UInt8]
  private let salt: [UInt8]

  /// Reads the first field of a line; nil unless it has the form OpenSSH writes.
  init?(_ field: ArraySlice<UInt8>) {
    let parts = field.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].isEmpty, parts[1].elementsEqual("1".utf8) else { return nil }
    guard let salt = Base64.decode(Array(parts[2])), salt.count == HMACSHA1.byteCount else { return nil }
    text = Array(field)
    self.salt = salt
  }

  /// Whether this is the hash of the name.
  func match(_ name: HostName) -> Bool { Self.text(of: name, salt: salt).utf8.elementsEqual(text) }

  /// The field that stands for the name under a salt.
  static func text(of name: HostName, salt: [UInt8]) -> String {
    let code = HMACSHA1.code(key: salt, message: name.bytes)
    return "|1|\(Base64.encode(salt, padded: true))|\(Base64.encode(code, padded: true))"
  }
}
