internal import Crypto
internal import KnownHosts

/// What a file named by `IdentityFile` holds, as far as can be seen without its passphrase.
struct IdentityFile: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case privateKey(isEncrypted: Bool)
    /// The private part is elsewhere, usually in the agent.
    case publicKeyOnly
  }

  let content: Content
  /// The type as ssh names it; nil if only the decrypted key tells.
  let type: String?
  /// The public key as it crosses the wire.
  let publicKey: [UInt8]?

  /// Recognises the key; nil if the bytes are no key in a known form.
  ///
  /// The older forms do not show their public key: `companion`, the `.pub` file beside, fills in.
  init?(_ bytes: [UInt8], companion: [UInt8]? = nil) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let label = IdentityFile.label(of: text) else {
      guard let key = IdentityFile.publicKey(in: bytes) else { return nil }
      (content, type, publicKey) = (.publicKeyOnly, HostKey.type(of: key), key)
      return
    }
    if label == "OPENSSH" {
      guard let (cipher, key) = IdentityFile.openSSHHeader(text) else { return nil }
      (content, type, publicKey) = (.privateKey(isEncrypted: cipher != "none"), HostKey.type(of: key), key)
      return
    }
    let key = companion.flatMap(IdentityFile.publicKey)
    content = .privateKey(isEncrypted: label == "ENCRYPTED" || text.contains("Proc-Type: 4,ENCRYPTED"))
    type = key.flatMap(HostKey.type) ?? IdentityFile.type(label: label, text: text)
    publicKey = key
  }

  /// The word or words before `PRIVATE KEY` in the first line, empty where there are none.
  private static func label(of text: String) -> String? {
    guard let line = text.split(whereSeparator: \.isNewline).first, line.hasPrefix("-----BEGIN "),
      line.hasSuffix("PRIVATE KEY-----")
    else { return nil }
    return String(line.dropFirst("-----BEGIN ".count).dropLast("PRIVATE KEY-----".count).filter { $0 != " " })
  }

  private static func body(of text: String) -> [UInt8]? {
    let lines = text.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("-----BEGIN ") }.dropFirst()
    return Base64.decode(lines.prefix { !$0.hasPrefix("-----END ") }.joined())
  }

  private static func openSSHHeader(_ text: String) -> (cipher: String, publicKey: [UInt8])? {
    guard let body = body(of: text) else { return nil }
    var reader = WireReader(body)
    guard reader.skip(Array("openssh-key-v1\0".utf8)), let cipher = reader.string(), reader.string() != nil,
      reader.string() != nil, reader.number() == 1, let publicKey = reader.string()
    else { return nil }
    return (String(decoding: cipher, as: UTF8.self), publicKey)
  }

  /// The key of a line such as `ssh-ed25519 AAAA… comment`.
  private static func publicKey(in bytes: [UInt8]) -> [UInt8]? {
    let words = String(decoding: bytes, as: UTF8.self).split(maxSplits: 2, whereSeparator: \.isWhitespace)
    guard words.count >= 2, let key = Base64.decode(words[1]), HostKey.type(of: key) == String(words[0]) else {
      return nil
    }
    return key
  }

  private static func type(label: String, text: String) -> String? {
    switch label {
    case "RSA": return "ssh-rsa"
    case "DSA": return "ssh-dss"
    case "": break
    default: return nil
    }
    // The algorithm of an unencrypted PKCS#8 key is an object identifier within its first bytes.
    let start = body(of: text)?.prefix(40) ?? []
    if start.holds([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]) { return "ssh-rsa" }
    if start.holds([0x2b, 0x65, 0x70]) { return "ssh-ed25519" }
    return nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate func holds(_ pattern: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: pattern) }
  }
}
