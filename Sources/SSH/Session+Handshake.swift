internal import CLibSSH2
internal import Connection

extension Session {
  private static let methods: [(AlgorithmKind, [Int32])] = [
    (.keyExchange, [LIBSSH2_METHOD_KEX]), (.hostKey, [LIBSSH2_METHOD_HOSTKEY]),
    (.cipher, [LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC]),
    (.mac, [LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC]),
  ]

  /// Agrees with the host on keys and returns the host's own, not yet trusted.
  func handshake(
    _ algorithms: Algorithms, _ check: HostKeyCheck, until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> [UInt8] {
    for (kind, methods) in Session.methods {
      let list = algorithms.lists[kind, default: []].joined(separator: ",")
      for method in methods { libssh2_session_method_pref(pointer, method, list) }
    }
    do {
      try await complete("agree on keys", until: deadline) { libssh2_session_handshake(pointer, carrier.descriptor) }
    } catch {
      throw explain(error, algorithms, check)
    }
    context.forget()
    var length = 0
    var type: Int32 = 0
    guard let key = libssh2_session_hostkey(pointer, &length, &type) else {
      throw ConnectionError(host: host, .protocolError, "the host showed no key")
    }
    return key.withMemoryRebound(to: UInt8.self, capacity: length) {
      Array(UnsafeBufferPointer(start: $0, count: length))
    }
  }

  private func explain(
    _ error: ConnectionError, _ algorithms: Algorithms, _ check: HostKeyCheck
  ) -> ConnectionError {
    // A jump host on the way that broke explains itself.
    if error.kind == .cancelled || error.host != host { return error }
    let firstWords = context.firstWords
    let words = String(decoding: firstWords.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self).onOneLine
    let isSSH = words.hasPrefix("SSH-") || ServerOffer.versionLine(in: firstWords) != nil
    if !firstWords.isEmpty, !isSSH {
      // OpenSSH's own words where MaxStartups or PerSourceMaxStartups turn a connection away.
      if words.hasPrefix("Exceeded MaxStartups") || words.hasPrefix("Not allowed at this time") {
        return ConnectionError(host: host, .turnedAway, "it turned the connection away: it said '\(words)'")
      }
      return ConnectionError(
        host: host, .protocolError, "what listens there is no SSH server: it said '\(words)'",
        hint: "is it the right port")
    }
    switch error.kind {
    case .timedOut:
      return ConnectionError(
        host: host, .timedOut,
        firstWords.isEmpty
          ? "it accepts connections, but said nothing in time" : "the key exchange was not over in time",
        hint: "is the host overloaded, or is ConnectTimeout too short")
    case .lost where firstWords.isEmpty:
      return ConnectionError(host: host, .turnedAway, "it closed the connection before it said anything")
    case .lost:
      let farewell = context.farewell.map { ": it said '\($0)'" } ?? ""
      return ConnectionError(
        host: host, .lost, "it closed the connection before keys were agreed on\(farewell)",
        hint: "its log says why: journalctl -u ssh, or /var/log/auth.log")
    case .protocolError:
      guard let offer = ServerOffer(firstWords: firstWords), let gap = algorithms.gap(to: offer) else { return error }
      if case .offer(.hostKey, let theirs, _) = gap, let stranger = check.stranger(offering: theirs) { return stranger }
      return gap.error(at: host)
    default:
      return error
    }
  }
}
