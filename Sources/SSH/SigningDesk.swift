internal import CLibSSH2
internal import Glibc

/// Where libssh2 leaves what is to be signed, and finds the signature when it comes back.
///
/// libssh2 wants a signature from a function that returns at once. This one answers "not yet" until the signature lies
/// there, so that the agent can be asked without blocking.
final class SigningDesk {
  private enum State {
    case empty
    case asked([UInt8])
    case signed([UInt8])
    case declined
  }

  private var state = State.empty
  private let context = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)

  deinit {
    context.deallocate()
  }

  /// What waits for a signature; nil unless the server has accepted the public key.
  var document: [UInt8]? {
    if case .asked(let document) = state { document } else { nil }
  }

  /// Answers the document; nil gives the attempt up.
  func lay(_ signature: [UInt8]?) {
    state = signature.map { .signed($0) } ?? .declined
  }

  /// Makes or continues one attempt to log in with the key.
  func authenticate(_ session: OpaquePointer, _ user: String, _ publicKey: [UInt8]) -> Int32 {
    context.pointee = Unmanaged.passUnretained(self).toOpaque()
    return libssh2_userauth_publickey(
      session, user, publicKey, publicKey.count,
      { _, signature, length, document, count, context in
        guard let desk = context?.pointee, let document else { return -1 }
        return Unmanaged<SigningDesk>.fromOpaque(desk).takeUnretainedValue()
          .serve(Array(UnsafeBufferPointer(start: document, count: count)), signature, length)
      }, context)
  }

  private func serve(
    _ document: [UInt8], _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    switch state {
    case .empty, .asked:
      state = .asked(document)
      return LIBSSH2_ERROR_EAGAIN
    case .declined:
      return -1
    case .signed(let bytes):
      // libssh2 frees it, by the allocator that the session was given: malloc's.
      guard let copy = malloc(bytes.count) else { return -1 }
      copy.copyMemory(from: bytes, byteCount: bytes.count)
      signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
      length?.pointee = bytes.count
      return 0
    }
  }
}
