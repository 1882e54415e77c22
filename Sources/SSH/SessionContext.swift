internal import CLibSSH2
internal import Glibc

/// What libssh2's callbacks find of ours: they get one pointer, and this is what it points to.
final class SessionContext {
  /// The first bytes the peer said, for the message when it turns out not to speak SSH.
  private(set) var firstWords: [UInt8] = []
  /// The answer to every hidden question of the server, while one is expected.
  var secret: String?

  static func of(_ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SessionContext? {
    context?.pointee.map { Unmanaged<SessionContext>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Makes a session whose callbacks find this context, which must outlive it.
  func makeSession() -> OpaquePointer? {
    let session = libssh2_session_init_ex(nil, nil, nil, Unmanaged.passUnretained(self).toOpaque())
    guard let session else { return nil }
    libssh2_session_callback_set(
      session, LIBSSH2_CALLBACK_RECV, unsafeBitCast(SessionContext.receive, to: UnsafeMutableRawPointer.self))
    return session
  }

  private typealias Receive =
    @convention(c) (
      Int32, UnsafeMutableRawPointer?, Int, Int32, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int

  // The library's own does the same, but hides what a server said that does not speak SSH.
  private static let receive: Receive = { descriptor, buffer, length, flags, context in
    let count = recv(descriptor, buffer, length, flags)
    guard count >= 0 else { return -Int(errno) }
    if let context = SessionContext.of(context), context.firstWords.count < 256, let buffer {
      context.firstWords += UnsafeRawBufferPointer(start: buffer, count: min(count, 256))
    }
    return count
  }
}
