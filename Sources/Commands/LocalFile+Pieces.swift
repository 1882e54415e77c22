internal import Crypto
internal import Glibc
internal import Plan

/// Files that are too large to be held as a whole.
extension LocalFile {
  /// How many bytes a regular file has; none where there is no such file.
  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  /// A file as a content that is read again when it is needed.
  static func content(_ path: String) throws(Failure) -> DeferredContent {
    let isLarge = size(path) >= DeferredContent.leastInParts
    var whole = SHA256Stream()
    var part = SHA256Stream()
    var parts: [SHA256Digest] = []
    var size = 0
    let step = 1 << 18
    while true {
      let piece = try read(path, size..<size + step)
      let isLast = piece.count < step
      whole.update(piece)
      size += piece.count
      if isLarge {
        part.update(piece)
        if isLast ? size > parts.count * DeferredContent.partSize : size % DeferredContent.partSize == 0 {
          var ended = SHA256Stream()
          swap(&ended, &part)
          parts.append(ended.finish())
        }
      }
      if isLast { break }
    }
    return DeferredContent(size: size, hash: whole.finish(), parts: parts) { range in
      do throws(Failure) { return try read(path, range) } catch { return nil }
    }
  }

  /// A part of a file, or as much of it as there is.
  static func read(_ path: String, _ range: Range<Int>) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var trouble: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        guard let start = buffer.baseAddress else { return }
        let count = pread(file, start + filled, range.count - filled, off_t(range.lowerBound + filled))
        if count < 0, errno == EINTR { continue }
        if count < 0 { trouble = errno }
        guard count > 0 else { return }
        filled += count
      }
    }
    errno = trouble
    guard trouble == 0 else { throw failure(path) }
    return bytes
  }
}
