internal import Glibc

/// Where a name leads on this machine, links followed.
struct PatchPlace: Hashable {
  let path: String
  /// The name as it was given, to be shown.
  let name: String

  static func == (one: PatchPlace, other: PatchPlace) -> Bool { one.path == other.path }
  func hash(into hasher: inout Hasher) { hasher.combine(path) }

  /// A name from the command line, which may lead anywhere.
  init(_ name: String) throws(LocalFile.Failure) {
    self.name = name
    path = try Self.resolved(name)
  }

  /// A name from a diff, which others wrote: it stays in the folder where the program runs.
  init(inDiff bytes: [UInt8], at source: String) throws(LocalFile.Failure) {
    guard let name = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw LocalFile.Failure(message: "\(source): a name that is not UTF-8\nhint: name the file on the command line")
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("/"), !parts.contains("..") else {
      throw LocalFile.Failure(
        message:
          "\(source): '\(name)' leads out of this folder\nhint: name the file on the command line, if it is meant")
    }
    guard !parts.contains(where: { $0.lowercased() == ".git" }) else {
      throw LocalFile.Failure(message: "\(source): '\(name)' is a file of git's own")
    }
    try self.init(name)
    let folder = try Self.resolved(".")
    guard path.hasPrefix(folder == "/" ? "/" : folder + "/") else {
      throw LocalFile.Failure(
        message: "\(source): '\(name)' leads out of this folder by a link, to \(path)\n"
          + "hint: name the file on the command line, if it is meant")
    }
  }

  /// The content; nil if nothing is there.
  func read() throws(LocalFile.Failure) -> [UInt8]? {
    var status = stat()
    if lstat(path, &status) != 0, errno == ENOENT { return nil }
    do {
      return try LocalFile.read(path)
    } catch {
      throw LocalFile.Failure(message: path == name ? error.message : "\(name): \(error.message)")
    }
  }

  var isExecutable: Bool { LocalFile.isExecutable(path) }

  private static func resolved(_ name: String) throws(LocalFile.Failure) -> String {
    if let pointer = realpath(name, nil) {
      defer { free(pointer) }
      return String(cString: pointer)
    }
    guard errno == ENOENT else { throw .system(name) }
    var status = stat()
    guard lstat(name, &status) != 0 else {
      throw LocalFile.Failure(message: "\(name): a link to what is not there")
    }
    // A file that is to be made, perhaps with its folders.
    let last = name.split(separator: "/").last.map(String.init) ?? ""
    guard !["", ".", ".."].contains(last), !name.hasSuffix("/") else { throw .system(name) }
    let folder = try resolved(name.folder.isEmpty ? "." : name.folder)
    return folder == "/" ? "/" + last : folder + "/" + last
  }
}
