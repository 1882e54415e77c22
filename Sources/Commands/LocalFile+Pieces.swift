internal import Crypto
internal import Git
internal import Glibc
internal import Plan
internal import Reactor

/// Files that are too large to be held as a whole.
extension LocalFile {
  /// How many bytes a regular file has; none where there is no such file.
  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  /// A file as a content that is read again when it is needed.
  static func source(_ path: String) throws(Failure) -> SourceFile {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(path) }
    let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    let isLarge = expected >= DeferredContent.leastInParts
    // Of many small files most of the time would go into large buffers that are asked of the system for each.
    let step = isLarge ? DeferredContent.partSize : min(1 << 18, max(4096, expected + 1))
    // The same memory for every piece: what is new has to be cleared first, which takes as long as reading.
    var buffer = [UInt8](repeating: 0, count: step)
    var whole = SHA256Stream()
    var parts: [SHA256Digest] = []
    var size = 0
    while true {
      let count = try buffer.withUnsafeMutableBytes { room in
        Result { () throws(Failure) in try fill(room, from: file, at: size, path) }
      }.get()
      // A view, which is gone before the next piece comes: the memory would be copied for who kept one.
      let piece = buffer[..<count]
      if size == 0, count < step { try refusePointer(Array(piece), path) }
      size += count
      if isLarge, count > 0 {
        // What is large is hashed as a whole and in parts, by two processors from the same bytes.
        parts.append(
          Blocking.beside {
            SHA256Digest(of: piece)
          } do: {
            whole.update(piece)
          })
      } else {
        whole.update(piece)
      }
      if count < step { break }
    }
    let content = DeferredContent(size: size, hash: whole.finish(), parts: parts) { range in
      do throws(Failure) { return try read(path, range) } catch { return nil }
    }
    return SourceFile(content, isExecutable: status.st_mode & S_IXUSR != 0)
  }

  /// What git-lfs left in the place of a content that nobody fetched is on no host what somebody wants there.
  static func refusePointer(_ bytes: [UInt8], _ path: String) throws(Failure) {
    guard LFSPointer.isOne(bytes) else { return }
    throw Failure(message: "\(path) is a pointer of git-lfs, not the content\nhint: fetch it: git lfs pull")
  }

  /// A part of a file, or as much of it as there is.
  static func read(_ path: String, _ range: Range<Int>) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    return try read(file, path, range)
  }

  private static func read(_ file: Int32, _ path: String, _ range: Range<Int>) throws(Failure) -> [UInt8] {
    var outcome: Result<Void, Failure> = .success(())
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      do throws(Failure) {
        filled = try fill(UnsafeMutableRawBufferPointer(buffer), from: file, at: range.lowerBound, path)
      } catch {
        outcome = .failure(error)
      }
    }
    try outcome.get()
    return bytes
  }

  /// Reads as much as there is room for, or as there is; returns how much that was.
  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from file: Int32, at offset: Int, _ path: String
  ) throws(Failure) -> Int {
    var filled = 0
    while filled < buffer.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(file, room.baseAddress, room.count, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
