internal import Glibc
internal import Synchronization

/// A new file of this machine while it is written; an unfinished one is removed with the object.
final class LocalOutput {
  /// The names of unfinished files, for a program that ends in the middle.
  private static let unfinished = Mutex<Set<[CChar]>>([])

  private let path: [CChar]
  private var file: Int32
  private var isFinished = false

  /// Fails if something has that name already, be it a link.
  init(_ path: [UInt8]) throws(LocalFile.Failure) {
    self.path = path.map { CChar(bitPattern: $0) } + [0]
    file = open(self.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      isFinished = true
      throw failure
    }
    note { $0.insert(self.path) }
  }

  deinit {
    if file >= 0 { close(file) }
    guard !isFinished else { return }
    unlink(path)
    note { $0.remove(path) }
  }

  /// What a program that ends at once has to do first.
  static func removeUnfinished() {
    unfinished.withLock { paths in
      for path in paths { unlink(path) }
    }
  }

  private func note(_ change: (inout Set<[CChar]>) -> Void) { Self.unfinished.withLock { change(&$0) } }

  func write(_ bytes: ArraySlice<UInt8>) throws(LocalFile.Failure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure }
      rest = rest.dropFirst(count)
    }
  }

  /// Gives the file its mode and, if it has one, its time of modification.
  func finish(mode: UInt32, modified: Int? = nil) throws(LocalFile.Failure) {
    guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw failure }
    if let modified {
      // Seconds and nanoseconds, twice. The compiler does not always see which module the fields of `timespec`
      // come from, so none is named.
      let times = [modified, 0, modified, 0]
      let isDone = times.withUnsafeBytes { futimens(file, $0.bindMemory(to: timespec.self).baseAddress) == 0 }
      guard isDone else { throw failure }
    }
    close(file)
    file = -1
    isFinished = true
    note { $0.remove(path) }
  }

  /// Finishes the file and puts it in the place of another one.
  func finish(mode: UInt32, movingTo place: String) throws(LocalFile.Failure) {
    guard fchmod(file, mode) == 0, fsync(file) == 0, rename(path, place) == 0 else { throw failure }
    isFinished = true
    note { $0.remove(path) }
  }

  /// Gives the file its mode and owner; its name stays a passing one.
  func settle(_ mode: LocalMode) throws(LocalFile.Failure) {
    guard mode.apply(to: file), fsync(file) == 0 else { throw failure }
    close(file)
    file = -1
  }

  /// Puts the settled file in the place of another one.
  func move(to place: String) throws(LocalFile.Failure) {
    guard rename(path, place) == 0 else { throw .system(place) }
    isFinished = true
    note { $0.remove(path) }
  }

  /// Makes what was renamed in a folder last.
  static func sync(folder: String) {
    let file = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return }
    fsync(file)
    close(file)
  }

  private var failure: LocalFile.Failure {
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return LocalFile.Failure(message: "\(name): \(String(cString: strerror(errno)))")
  }
}
