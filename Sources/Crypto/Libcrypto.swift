internal import CCrypto

/// The one place that looks at what libcrypto returns.
///
/// These calls fail only when memory or the system's random source is gone; nothing safe can follow, so the program stops.
enum Libcrypto {
  static func check(_ action: String, _ result: Int32) {
    guard result == 1 else { fail(action) }
  }

  static func fail(_ action: String) -> Never {
    // Not thrown: every caller would have to pass on what none can act upon, and a token that is not random must never be
    // used.
    OPENSSL_die("could not \(action)", #fileID, #line)
  }
}
