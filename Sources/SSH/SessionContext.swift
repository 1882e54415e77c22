internal import CLibSSH2
internal import Glibc

/// What libssh2's callbacks find of ours: they get one pointer, and this is what it points to.
final class SessionContext {
  private let carrier: any Carrier
  /// The first bytes the peer said, as long as they are worth quoting: until keys are agreed on.
  private(set) var firstWords: [UInt8] = []
  /// Why the peer hung up, in its words.
  private(set) var farewell: String?
  /// Who answers the questions of the server, while some are expected.
  var interview: Interview?
  private var isCurious = true

  init(_ carrier: any Carrier) {
    self.carrier = carrier
  }

  static func of(_ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SessionContext? {
    context?.pointee.map { Unmanaged<SessionContext>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Makes a session whose callbacks find this context, which must outlive it.
  func makeSession() -> OpaquePointer? {
    let session = libssh2_session_init_ex(nil, nil, nil, Unmanaged.passUnretained(self).toOpaque())
    guard let session else { return nil }
    for (kind, callback) in [
      (LIBSSH2_CALLBACK_RECV, unsafeBitCast(SessionContext.receive, to: UnsafeMutableRawPointer.self)),
      (LIBSSH2_CALLBACK_SEND, unsafeBitCast(SessionContext.send, to: UnsafeMutableRawPointer.self)),
      (LIBSSH2_CALLBACK_DISCONNECT, unsafeBitCast(SessionContext.part, to: UnsafeMutableRawPointer.self)),
    ] {
      libssh2_session_callback_set(session, kind, callback)
    }
    return session
  }

  /// Stops keeping what the peer says.
  func forget() {
    isCurious = false
    firstWords = []
  }

  private typealias Context = UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  private typealias Receive = @convention(c) (Int32, UnsafeMutableRawPointer?, Int, Int32, Context) -> Int
  private typealias Send = @convention(c) (Int32, UnsafeRawPointer?, Int, Int32, Context) -> Int
  private typealias Part =
    @convention(c) (
      OpaquePointer?, Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, Int32, Context
    ) -> Void

  private static let receive: Receive = { _, buffer, length, _, context in
    guard let context = SessionContext.of(context) else { return -Int(EBADF) }
    let count = context.carrier.receive(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
    // Enough for the lists of what a server can do.
    if count > 0, context.isCurious, context.firstWords.count < 16384 {
      context.firstWords += UnsafeRawBufferPointer(start: buffer, count: count)
    }
    return count
  }

  private static let send: Send = { _, bytes, length, _, context in
    guard let context = SessionContext.of(context) else { return -Int(EBADF) }
    return context.carrier.send(UnsafeRawBufferPointer(start: bytes, count: length))
  }

  private static let part: Part = { _, _, message, length, _, _, context in
    guard let message, length > 0 else { return }
    let words = UnsafeRawBufferPointer(start: message, count: Int(length))
    SessionContext.of(context)?.farewell = String(decoding: words, as: UTF8.self).onOneLine
  }
}

extension String {
  /// What a peer said, fit for a line of a message.
  var onOneLine: String {
    let printable = unicodeScalars.lazy.filter { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
    return String(String.UnicodeScalarView(printable.prefix(200)))
  }
}
