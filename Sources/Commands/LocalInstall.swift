internal import Glibc

/// Changes to files of this machine that are made together or not at all.
///
/// Every new content is written in full beside its place first, so that what can fail has failed before the first
/// rename; what fails then is undone.
struct LocalInstall {
  struct Change {
    /// Without links on the way.
    let place: String
    /// What it is to hold; nil to remove it.
    let content: [UInt8]?
    /// What was there when that was decided.
    let expected: Expected
    /// The file whose mode and owner it gets; a new file's own ones if there is none.
    let model: String?
    var isExecutable: Bool?
  }

  enum Expected {
    case anything
    case nothing
    case content([UInt8])
  }

  private struct Staged {
    let change: Change
    let output: LocalOutput?
    /// The file as it was, to be put back.
    let kept: LocalOutput?
  }

  private var folders: [String] = []

  static func carryOut(_ changes: [Change]) throws {
    var install = LocalInstall()
    do {
      let staged = try changes.map { try install.stage($0, isKept: changes.count > 1) }
      for change in changes { try check(change) }
      try move(staged)
    } catch {
      for folder in install.folders.reversed() { rmdir(folder) }
      throw error
    }
  }

  private mutating func stage(_ change: Change, isKept: Bool) throws(LocalFile.Failure) -> Staged {
    var kept: LocalOutput?
    if isKept, case .content(let before) = change.expected {
      kept = try Self.output(before, beside: change.place, "old", LocalMode(of: change.place))
    }
    guard let content = change.content else { return Staged(change: change, output: nil, kept: kept) }
    try makeFolders(above: change.place)
    var mode = LocalMode(of: change.model ?? change.place)
    mode.isExecutable = change.isExecutable
    return Staged(change: change, output: try Self.output(content, beside: change.place, "new", mode), kept: kept)
  }

  private static func output(
    _ content: [UInt8], beside place: String, _ kind: String, _ mode: LocalMode
  ) throws(LocalFile.Failure) -> LocalOutput {
    let output = try LocalOutput(Array("\(place).deployctl-\(getpid())-\(kind)".utf8))
    try output.write(content[...])
    try output.settle(mode)
    return output
  }

  private mutating func makeFolders(above place: String) throws(LocalFile.Failure) {
    var missing: [String] = []
    var folder = place.folder
    while !folder.isEmpty, access(folder, F_OK) != 0, errno == ENOENT {
      missing.append(folder)
      folder = folder.folder
    }
    for folder in missing.reversed() {
      guard mkdir(folder, 0o777) == 0 else { throw .system(folder) }
      folders.append(folder)
    }
  }

  /// Somebody may have written meanwhile.
  private static func check(_ change: Change) throws(LocalFile.Failure) {
    var status = stat()
    let isThere = lstat(change.place, &status) == 0
    switch change.expected {
    case .anything: return
    case .nothing: guard isThere else { return }
    case .content(let content):
      let now = isThere ? try LocalFile.read(change.place) : nil
      guard now != content else { return }
    }
    throw LocalFile.Failure(message: "\(change.place): it was changed while the patch was decided\nhint: run it again")
  }

  private static func move(_ staged: [Staged]) throws {
    var done: [Staged] = []
    do throws(LocalFile.Failure) {
      for one in staged {
        if let output = one.output {
          try output.move(to: one.change.place)
        } else if unlink(one.change.place) != 0 {
          throw .system(one.change.place)
        }
        done.append(one)
      }
    } catch {
      for one in done.reversed() { try undo(one, after: error) }
      throw error
    }
    for folder in Set(staged.map { $0.change.place.folder }) { LocalOutput.sync(folder: folder) }
  }

  private static func undo(_ one: Staged, after error: LocalFile.Failure) throws(LocalFile.Failure) {
    if let kept = one.kept { return try kept.move(to: one.change.place) }
    guard case .nothing = one.change.expected, unlink(one.change.place) != 0 else { return }
    throw LocalFile.Failure(
      message: "\(error.message)\n\(one.change.place): it is new, and could not be removed again; remove it by hand")
  }
}

extension String {
  /// The folder of a path; empty for the one where the program runs.
  var folder: String {
    guard let slash = lastIndex(of: "/") else { return "" }
    return slash == startIndex ? "/" : String(self[..<slash])
  }
}

extension LocalFile.Failure {
  /// What the system said last about a path.
  static func system(_ path: String) -> LocalFile.Failure {
    LocalFile.Failure(message: "\(path): \(String(cString: strerror(errno)))")
  }
}
