internal import Glibc

/// This process's end of a pipe to a child: never blocks, and is closed once.
package final class PipeEnd {
  package enum Read: Equatable {
    case bytes([UInt8])
    case end
    case notYet
  }

  package enum Write: Equatable {
    case taken(Int)
    case notYet
    case nobodyReads
  }

  package private(set) var descriptor: Int32?

  /// Takes over the descriptor.
  init(owning descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    close()
  }

  package func close() {
    if let descriptor { _ = Glibc.close(descriptor) }
    descriptor = nil
  }

  package func read(upTo limit: Int = 65536) -> Read {
    guard let descriptor else { return .end }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      let count = Glibc.read(descriptor, buffer.baseAddress, limit)
      if count < 0 { failure = errno }
      filled = max(0, count)
    }
    if failure == EAGAIN || failure == EINTR { return .notYet }
    return bytes.isEmpty ? .end : .bytes(bytes)
  }

  package func write(_ bytes: ArraySlice<UInt8>) -> Write {
    guard let descriptor else { return .nobodyReads }
    let (count, failure) = BrokenPipeSignal.withheld {
      bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
    if count >= 0 { return .taken(count) }
    return failure == EAGAIN || failure == EINTR ? .notYet : .nobodyReads
  }
}
