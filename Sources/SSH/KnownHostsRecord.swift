internal import Glibc
internal import Reactor
internal import Synchronization

/// Adds hosts to a known_hosts file that others may be writing to at the same time.
enum KnownHostsRecord {
  /// Several hosts at once come by the same new jump host; the second one finds what the first one wrote.
  private static let turn = Mutex(())

  /// Appends the line with one write, unless the file holds what it says; returns what went wrong, if anything.
  static func append(
    _ line: String, to path: String, unless isKnown: @escaping @Sendable ([UInt8]) -> Bool
  ) async throws(CancellationError) -> String? {
    try await Blocking.run {
      turn.withLock { _ in
        if case .success(let file) = LocalFile.read(path), isKnown(file.bytes) { return nil }
        return write(line, to: path)
      }
    } ?? nil
  }

  private static func write(_ line: String, to path: String) -> String? {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { mkdir(String(path[..<slash]), 0o700) }
    let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return String(cString: strerror(errno)) }
    defer { close(file) }
    let bytes = Array(((endsMidLine(file) ? "\n" : "") + line).utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { return String(cString: strerror(errno)) }
    return nil
  }

  private static func endsMidLine(_ file: Int32) -> Bool {
    let size = lseek(file, 0, SEEK_END)
    var last: UInt8 = 0
    return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != UInt8(ascii: "\n")
  }
}
