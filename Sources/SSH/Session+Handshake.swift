internal import CLibSSH2
internal import Connection

extension Session {
  // What is left out of libssh2's own lists is what OpenSSH no longer offers either.
  static let kexAlgorithms = [
    "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
  ]
  static let ciphers = ["aes128-ctr", "aes192-ctr", "aes256-ctr"]
  static let macs = ["hmac-sha2-256", "hmac-sha2-512", "hmac-sha1"]

  private static let methods: [(Int32, [String])] = [
    (LIBSSH2_METHOD_KEX, kexAlgorithms), (LIBSSH2_METHOD_CRYPT_CS, ciphers), (LIBSSH2_METHOD_CRYPT_SC, ciphers),
    (LIBSSH2_METHOD_MAC_CS, macs), (LIBSSH2_METHOD_MAC_SC, macs),
  ]

  /// Agrees with the host on keys and returns the host's own, not yet trusted.
  func handshake(
    hostKeyTypes: [String], until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> [UInt8] {
    for (method, list) in Session.methods + [(LIBSSH2_METHOD_HOSTKEY, hostKeyTypes)] {
      libssh2_session_method_pref(pointer, method, list.joined(separator: ","))
    }
    do {
      try await complete("agree on keys", until: deadline) { libssh2_session_handshake(pointer, socket.descriptor) }
    } catch {
      throw explain(error)
    }
    var length = 0
    var type: Int32 = 0
    guard let key = libssh2_session_hostkey(pointer, &length, &type) else {
      throw ConnectionError(host: host, .protocolError, "the host showed no key")
    }
    return key.withMemoryRebound(to: UInt8.self, capacity: length) {
      Array(UnsafeBufferPointer(start: $0, count: length))
    }
  }

  private func explain(_ error: ConnectionError) -> ConnectionError {
    let firstWords = context.firstWords
    let words = String(decoding: firstWords.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    if error.kind == .cancelled { return error }
    if !firstWords.isEmpty, !words.hasPrefix("SSH-") {
      return ConnectionError(
        host: host, .protocolError, "what listens there is no SSH server: it said '\(Session.printable(words))'",
        hint: "is it the right port")
    }
    switch error.kind {
    case .timedOut:
      return ConnectionError(
        host: host, .timedOut,
        firstWords.isEmpty
          ? "it accepts connections, but said nothing in time" : "the key exchange was not over in time",
        hint: "is the host overloaded, or is ConnectTimeout too short")
    case .lost:
      return ConnectionError(
        host: host, .lost, "it closed the connection before keys were agreed on",
        hint: "sshd does so when too many log in at once (MaxStartups) or when it bans an address")
    case .protocolError where libssh2_session_last_errno(pointer) == LIBSSH2_ERROR_KEX_FAILURE:
      let reason = "libssh2 and this server have no key exchange, cipher or host key type in common"
      return ConnectionError(
        host: host, .needsOpenSSH(reason: reason), reason, hint: "let the server offer an ed25519 or ecdsa host key")
    default:
      return error
    }
  }

  private static func printable(_ words: String) -> String {
    String(String.UnicodeScalarView(words.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(80)))
  }
}
