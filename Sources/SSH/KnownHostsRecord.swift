internal import Glibc
internal import Reactor

/// Adds hosts to a known_hosts file that others may be writing to at the same time.
enum KnownHostsRecord {
  /// Appends the line with one write; returns what went wrong, if anything.
  static func append(_ line: String, to path: String) async throws(CancellationError) -> String? {
    try await Blocking.run { write(line, to: path) } ?? nil
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
