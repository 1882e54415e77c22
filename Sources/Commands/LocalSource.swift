internal import Glibc
internal import Plan
internal import Playbook

/// A file of the working tree that a file of a host belongs to.
struct LocalSource: Sendable {
  let remote: AbsolutePath
  /// As a person here calls it.
  let path: String
  /// Where it really lies: a link in the tree stays one.
  let place: String
  /// Nil if there is none yet.
  let content: SourceFile?
  private let oldMode: UInt32?

  init(_ file: PulledFile, in folder: String) throws(LocalFile.Failure) {
    remote = file.remote
    path = folder == "." ? file.local : "\(folder)/\(file.local)"
    guard LocalFile.kind(path) != .missing else {
      (place, content, oldMode) = (path, nil, nil)
      return
    }
    let real = realpath(path, nil)
    defer { free(real) }
    place = real.map { String(cString: $0) } ?? path
    content = SourceFile(bytes: try LocalFile.read(path), isExecutable: LocalFile.isExecutable(path))
    var status = stat()
    oldMode = stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// The mode that the file here has; a new one is like the host's, as far as git keeps that.
  func mode(isExecutable: Bool) -> UInt32 { oldMode ?? (isExecutable ? 0o755 : 0o644) }

  /// A file beside the place, to be moved there.
  func output() throws(LocalFile.Failure) -> LocalOutput {
    let bytes = Array(place.utf8)
    let slash = UInt8(ascii: "/")
    let cut = bytes.lastIndex(of: slash)
    if let cut, cut > 0 { try LocalFolder.make(Array(bytes[..<cut])) }
    let folder = cut.map { Array(bytes[...$0]) } ?? []
    return try LocalOutput(folder + Array(".deployctl-pull-\(getpid())".utf8))
  }
}
