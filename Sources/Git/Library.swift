internal import CLibGit2
internal import Glibc

/// libgit2, which takes milliseconds to start, most of them for the certificates of servers that are never asked here.
enum Library {
  /// Started once, by whoever first needs it, and never ended; false where that fails.
  static let isStarted = git_libgit2_init() > 0

  /// Whether one of the folders around this one looks like a repository, or like the working tree of one; where not, there
  /// is nothing to start the library for.
  static func hasWork(around folder: String) -> Bool {
    // What this cannot say, the library does.
    guard let pointer = realpath(folder, nil) else { return true }
    defer { free(pointer) }
    var path = Substring(String(cString: pointer))
    while true {
      if access("\(path)/.git", F_OK) == 0 || access("\(path)/HEAD", F_OK) == 0 { return true }
      guard let slash = path.lastIndex(of: "/") else { return false }
      path = path[..<slash]
    }
  }
}
