internal import Glibc
internal import Reactor

/// A file of this machine, read whole or not at all.
struct LocalFile: Sendable {
  enum Failure: Error, Equatable {
    case missing
    /// A folder, or a file that this account may not read: the OpenSSH client passes both over.
    case closed(String)
    case unreadable(String)

    init(_ code: Int32) {
      let reason = String(cString: strerror(code))
      self =
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM, EISDIR: .closed(reason)
        default: .unreadable(reason)
        }
    }
  }

  /// Far more than a list of keys takes; what is no list, such as a device, ends here.
  private static let mostBytes = 64 << 20

  let bytes: [UInt8]
  let mode: UInt32
  let owner: UInt32

  /// Reads the file; blocks as long as the disk does.
  static func read(_ path: String) -> Result<LocalFile, Failure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(Failure(errno)) }
    defer { close(descriptor) }
    var facts = stat()
    fstat(descriptor, &facts)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 { return .failure(Failure(errno)) }
      if count == 0 { break }
      bytes += piece[..<count]
      // Half of a file would be misunderstood: what a known_hosts revokes may stand at its end.
      guard bytes.count <= mostBytes else { return .failure(.unreadable("it has more than 64 MiB")) }
    }
    return .success(LocalFile(bytes: bytes, mode: facts.st_mode & 0o7777, owner: facts.st_uid))
  }

  /// Reads the files on a thread of their own.
  static func readAll(_ paths: [String]) async throws(CancellationError) -> [Result<LocalFile, Failure>] {
    try await Blocking.run { paths.map(read) } ?? []
  }
}
