internal import Glibc
internal import Playbook
internal import SourceText

/// Files of this machine: playbooks, inventories, sources.
enum LocalFile {
  /// A file that cannot be read.
  struct Failure: Error, Sendable {
    /// Perhaps with a last line that begins with `hint: `.
    let message: String

    /// What is wrong, and what to do about it.
    var parts: (message: String, hint: String?) {
      let parts = message.split(separator: "\nhint: ", maxSplits: 1)
      return (parts.first.map(String.init) ?? message, parts.count > 1 ? String(parts[1]) : nil)
    }
  }

  /// Reads a file; of one with more than so many bytes only a beginning that is longer than that.
  static func read(_ path: String, most: Int = .max) throws(Failure) -> [UInt8] {
    // A pipe or device could be waited for without end, and signals are not listened to while files are read.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(path) }
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
      throw Failure(message: "\(path): not a regular file")
    }
    var content: [UInt8] = []
    // Most files are small, and clearing a large buffer for each takes longer than reading it.
    var buffer = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 64), 1 << 16))
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return content }
      content += buffer[..<count]
      if content.count > most { return content }
    }
  }

  /// Reads a file that a person named; where there is none, with the nearest name that there is.
  static func readNamed(_ path: String, most: Int = .max) throws(Failure) -> [UInt8] {
    switch kind(path) {
    case .file, .unreadable: return try read(path, most: most)
    case .directory: throw Failure(message: "\(path): it is a folder\nhint: name a file in it")
    case .missing:
      let folder = path.folder
      let name = String(path.dropFirst(folder.isEmpty ? 0 : folder.count + 1))
      let near = Suggestion.closest(to: name, among: names(in: folder.isEmpty ? "." : folder).sorted())
      let hint = near.map { "did you mean '\(folder.isEmpty ? "" : "\(folder)/")\($0)'?" }
      throw Failure(
        message: "\(path): there is no such file\nhint: \(hint ?? "paths are read from the folder that you are in")")
    }
  }

  /// The names in a folder; none where it cannot be read.
  static func names(in folder: String) -> Set<String> {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: Set<String> = []
    while let entry = readdir(stream) {
      names.insert(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  static func kind(_ path: String) -> SourceKind {
    var status = stat()
    guard stat(path, &status) == 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR { return .directory }
    // A pipe or device could be read for ever.
    guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable("not a regular file") }
    guard access(path, R_OK) == 0 else { return .unreadable(String(cString: strerror(errno))) }
    return .file
  }

  /// A template as far as it can be read; what cannot be is reported as a source.
  static func template(_ path: String, in folder: String) -> SourceText? {
    let place = folder == "." ? path : "\(folder)/\(path)"
    do throws(Failure) { return SourceText(name: place, bytes: try read(place, most: Playbook.mostBytes)) } catch {
      return nil
    }
  }

  static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IXUSR != 0
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The path without links; nil for one that leads nowhere.
  static func realPath(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Writes behind what a file holds, or makes it.
  static func append(_ text: String, to path: String) throws(Failure) {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      rest = rest.dropFirst(count)
    }
  }

  /// All that comes in.
  static func standardInput() throws(Failure) -> [UInt8] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("standard input") }
      if count == 0 { return content }
      content += buffer[..<count]
    }
  }

  static func failure(_ path: String) -> Failure {
    Failure(message: "\(path): \(String(cString: strerror(errno)))")
  }
}
