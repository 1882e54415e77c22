internal import CZlib

/// A gzip file in the making, of content that arrives in pieces.
package struct GzipStream: ~Copyable {
  package enum Effort: Int32, Sendable {
    /// For what gets no smaller: it is passed on as it is, with a frame around it.
    case none = 0
    /// To try what would come of it.
    case least = 1
    case usual = 6
  }

  // The library keeps a pointer to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var effort: Effort

  package init(_ effort: Effort = .usual) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.effort = effort
    // 16 beside the size of the window asks for gzip's frame.
    let status = deflateInit2_(
      stream, effort.rawValue, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot begin: \(status)")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Adds a piece of the content and gives what can be passed on by now.
  package mutating func add(_ bytes: [UInt8], _ effort: Effort = .usual) -> [UInt8] {
    var out: [UInt8] = []
    if effort != self.effort {
      self.effort = effort
      // What came before is worked off with the effort of before.
      run(&out) { deflateParams($0, effort.rawValue, Z_DEFAULT_STRATEGY) }
    }
    var bytes = bytes
    bytes.withUnsafeMutableBufferPointer { buffer in
      stream.pointee.next_in = buffer.baseAddress
      stream.pointee.avail_in = UInt32(buffer.count)
      while stream.pointee.avail_in > 0 { run(&out) { deflate($0, Z_NO_FLUSH) } }
    }
    return out
  }

  /// Ends the content and gives the rest.
  package consuming func finish() -> [UInt8] {
    var out: [UInt8] = []
    stream.pointee.avail_in = 0
    run(&out) { deflate($0, Z_FINISH) }
    return out
  }

  /// Calls the library until it has said all that it has to say now.
  private func run(_ out: inout [UInt8], _ call: (UnsafeMutablePointer<z_stream>) -> Int32) {
    repeat {
      let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        let status = call(stream)
        precondition([Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status), "zlib failed: \(status)")
        count = buffer.count - Int(stream.pointee.avail_out)
      }
      out += piece
    } while stream.pointee.avail_out == 0
  }
}
