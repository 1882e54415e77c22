internal import Glibc

/// Plain file operations for tests, on bytes, so that every name can be made.
package enum Files {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    init(_ call: String, _ path: [UInt8]) {
      description = "\(call) \(String(decoding: path, as: UTF8.self)): \(String(cString: strerror(errno)))"
    }
  }

  package static func temporaryFolder(_ name: String, in place: String = "/tmp") throws -> String {
    var template = Array("\(place)/deployctl-\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("mkdtemp", Array(name.utf8)) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws {
    try makeFolder(Array(path.utf8), mode: mode)
  }

  /// Makes the folder and those above it.
  package static func makeFolder(_ path: [UInt8], mode: UInt32 = 0o755) throws {
    if let cut = path.lastIndex(of: UInt8(ascii: "/")), cut > 0 {
      let parent = Array(path[..<cut])
      if withCString(parent, { access($0, F_OK) }) != 0 { try makeFolder(parent, mode: mode) }
    }
    if withCString(path, { mkdir($0, mode) }) != 0, errno != EEXIST { throw Failure("mkdir", path) }
  }

  package static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try write(Array(text.utf8), to: Array(path.utf8), mode: mode)
  }

  package static func write(_ bytes: [UInt8], to path: [UInt8], mode: UInt32 = 0o644) throws {
    if let cut = path.lastIndex(of: UInt8(ascii: "/")) { try makeFolder(Array(path[..<cut])) }
    guard mode & 0o111 != 0 else { return try writeHere(bytes, to: path, mode: mode) }
    let draft = path + Array(".draft".utf8)
    defer { _ = withCString(draft) { unlink($0) } }
    try writeHere(bytes, to: draft, mode: mode)
    try copyElsewhere(draft, to: path)
  }

  /// A copy that was never open for writing in this process.
  ///
  /// What another test starts in that moment would hold it open until its `exec`, and what is open for writing cannot be
  /// run ("Text file busy").
  private static func copyElsewhere(_ source: [UInt8], to path: [UInt8]) throws {
    var identifier: pid_t = 0
    let words = [Array("cp".utf8), Array("-p".utf8), Array("--".utf8), source, path]
    var arguments = words.map { word in withCString(word) { strdup($0) } } + [nil]
    defer { for argument in arguments { free(argument) } }
    let failure = posix_spawn(&identifier, "/bin/cp", nil, nil, &arguments, environ)
    guard failure == 0 else {
      errno = failure
      throw Failure("cp", path)
    }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 { guard errno == EINTR else { throw Failure("waitpid", path) } }
    guard status == 0 else { throw Failure("cp (status \(status))", path) }
  }

  private static func writeHere(_ bytes: [UInt8], to path: [UInt8], mode: UInt32) throws {
    let file = withCString(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode) }
    guard file >= 0 else { throw Failure("open", path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure("write", path) }
      rest = rest.dropFirst(count)
    }
    guard fchmod(file, mode) == 0 else { throw Failure("chmod", path) }
  }

  package static func read(_ path: String) throws -> String {
    String(decoding: try read(Array(path.utf8)), as: UTF8.self)
  }

  package static func read(_ path: [UInt8]) throws -> [UInt8] {
    let file = withCString(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { throw Failure("open", path) }
    defer { close(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count >= 0 else { throw Failure("read", path) }
      if count == 0 { return content }
      content += buffer[..<count]
    }
  }

  /// False for a pipe or socket too, which could be read for ever.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Removes a tree; what a test leaves behind is not worth failing for.
  package static func remove(_ path: String) {
    for name in names(in: Array(path.utf8)) ?? [] {
      remove(Array(path.utf8) + [UInt8(ascii: "/")] + name)
    }
    _ = Glibc.remove(path)
  }

  private static func remove(_ path: [UInt8]) {
    for name in names(in: path) ?? [] { remove(path + [UInt8(ascii: "/")] + name) }
    _ = withCString(path) { Glibc.remove($0) }
  }

  /// The names in a folder, sorted; nil for anything that is not a folder.
  package static func names(in path: [UInt8]) -> [[UInt8]]? {
    var status = stat()
    guard withCString(path, { lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR,
      let folder = withCString(path, { opendir($0) })
    else { return nil }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  static func withCString<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a path has at least its final zero") }
      return body(start)
    }
  }
}
