import Glibc
import Reactor
import TestSupport
import Testing

/// A named pipe through which a command far away can tell this process something.
final class SharedFIFO {
  let path: String
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("fifo")
    try #require(mkfifo(path, 0o600) == 0)
  }

  deinit {
    unlink(path)
    rmdir(folder.path)
  }

  /// Waits for a writer and returns all it writes.
  func read() async throws -> String? {
    let path = path
    return try await Blocking.run(until: .now + .seconds(60)) {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      defer { close(file) }
      var bytes: [UInt8] = []
      var byte: UInt8 = 0
      while Glibc.read(file, &byte, 1) == 1 { bytes.append(byte) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
