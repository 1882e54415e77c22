internal import Glibc
internal import Playbook

/// Folders of this machine.
enum LocalFolder {
  /// Makes the folder and those above it.
  static func make(_ path: [UInt8], mode: mode_t = 0o755) throws(LocalFile.Failure) {
    guard call(path, { mkdir($0, mode) }) != 0 else { return }
    if errno == ENOENT, let cut = path.lastIndex(of: UInt8(ascii: "/")), cut > 0 {
      try make(Array(path[..<cut]), mode: mode)
      guard call(path, { mkdir($0, mode) }) != 0 else { return }
    }
    guard errno == EEXIST else { throw failure(path) }
  }

  /// Removes a tree, never following a link; nothing there is fine.
  static func remove(_ path: [UInt8]) throws(LocalFile.Failure) {
    var status = stat()
    guard call(path, { lstat($0, &status) }) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard call(path, { unlink($0) }) == 0 else { throw failure(path) }
      return
    }
    for member in try members(of: path) { try remove(path + [UInt8(ascii: "/")] + member.name) }
    guard call(path, { rmdir($0) }) == 0 else { throw failure(path) }
  }

  static func rename(_ path: [UInt8], to place: [UInt8]) throws(LocalFile.Failure) {
    guard call(path, { old in call(place) { Glibc.rename(old, $0) } }) == 0 else { throw failure(place) }
  }

  /// What stands there, with what kind the folder says it is, which not every filesystem does.
  private static func members(of path: [UInt8]) throws(LocalFile.Failure) -> [(name: [UInt8], kind: Int)] {
    guard let folder = call(path, { opendir($0) }) else { throw failure(path) }
    defer { closedir(folder) }
    var members: [(name: [UInt8], kind: Int)] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2e], name != [0x2e, 0x2e] { members.append((name, Int(entry.pointee.d_type))) }
    }
    return members
  }

  private static func call<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a path has at least its final zero") }
      return body(start)
    }
  }

  private static func failure(_ path: [UInt8]) -> LocalFile.Failure {
    LocalFile.Failure(message: "\(String(decoding: path, as: UTF8.self)): \(String(cString: strerror(errno)))")
  }
}

extension LocalFolder {
  /// What stands directly in a folder, links as what they are.
  static func listing(_ path: String) -> FolderListing {
    let folder = Array(path.utf8)
    do throws(LocalFile.Failure) {
      var entries: [FolderListing.Entry] = []
      for (name, kind) in try members(of: folder) {
        switch kind {
        case Int(DT_REG): entries.append(FolderListing.Entry(name: name, kind: .file))
        case Int(DT_DIR): entries.append(FolderListing.Entry(name: name, kind: .folder))
        default:
          let place = folder + [UInt8(ascii: "/")] + name
          var status = stat()
          guard call(place, { lstat($0, &status) }) == 0 else { throw failure(place) }
          entries.append(FolderListing.Entry(name: name, kind: try Self.kind(place, status)))
        }
      }
      return .entries(entries)
    } catch {
      return .unreadable(error.message)
    }
  }

  private static func kind(_ place: [UInt8], _ status: stat) throws(LocalFile.Failure) -> FolderListing.Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK:
      var target = [CChar](repeating: 0, count: 4096)
      let count = call(place) { readlink($0, &target, target.count) }
      guard count >= 0 else { throw failure(place) }
      return .link(to: target[..<count].map { UInt8(bitPattern: $0) })
    default: return .unusable("it is a device, a socket or a pipe")
    }
  }
}
