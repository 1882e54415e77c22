internal import Glibc

/// Writes files of this machine that others may read meanwhile: they are replaced, never half written.
enum LocalChange {
  /// Puts content in the place of a file; a new one gets the mode of another.
  static func write(_ content: [UInt8], to path: String, like model: String, mode: UInt32? = nil) throws {
    // A link stays one: what it points to is replaced.
    let place =
      realpath(path, nil).map { pointer in
        defer { free(pointer) }
        return String(cString: pointer)
      } ?? path
    var status = stat()
    let isKnown = stat(place, &status) == 0 || stat(model, &status) == 0
    var bits = isKnown ? status.st_mode & 0o7777 : 0o644
    if let mode { bits = mode & 0o111 != 0 ? bits | (bits & 0o444) >> 2 : bits & ~0o111 }
    let output = try LocalOutput(Array("\(place).deployctl-\(getpid())".utf8))
    try output.write(content[...])
    try output.finish(mode: bits, movingTo: place)
  }

  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw LocalFile.Failure(message: "\(path): \(String(cString: strerror(errno)))")
    }
  }

  static func standardInput() -> [UInt8] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return content }
      content += buffer[..<count]
    }
  }
}
