/// What a system call does to a file, with absolute paths.
enum FileEvent: Equatable {
  /// The text is known where it is short.
  case wrote(String, text: String)
  case synced(String)
  /// The whole filesystem of a path, or all of them.
  case flushed(String?)
  case moved(String, to: String)
  case linked(String, to: String)
  /// A folder or a symlink.
  case made(String)
  case removed(String)
  /// Mode or owner.
  case dressed(String)
  case started(String)

  /// Reads the calls of a run; a process that never says where it is works in this folder.
  static func events(of calls: [SystemCall], in folder: String) -> [FileEvent] {
    // A child's first calls may be written before the one that made it has returned.
    let parents = Dictionary(
      calls.filter { forks.contains($0.name) }.map { ($0.result, $0.process) }, uniquingKeysWith: { $1 })
    var folders: [Int: String] = [:]
    return calls.compactMap { call in
      var maker: Int? = call.process
      while let process = maker, folders[process] == nil { maker = parents[process] }
      let here = maker.flatMap { folders[$0] } ?? folder
      folders[call.process] = here
      /// A path that is the argument with this number, perhaps after one that says where it begins.
      func path(_ index: Int, at place: Int? = nil) -> String {
        let base = place.flatMap { SystemCall.path(of: call.arguments[$0]) } ?? here
        return normal(SystemCall.text(of: call.arguments[index]), in: base)
      }
      func descriptor() -> String { SystemCall.path(of: call.arguments[0]) ?? "" }
      switch call.name {
      case _ where forks.contains(call.name):
        if folders[call.result] == nil { folders[call.result] = here }
        return nil
      case "chdir":
        folders[call.process] = path(0)
        return nil
      case "open", "openat", "creat":
        let isWritten = call.arguments.contains { $0.contains("O_WRONLY") || $0.contains("O_RDWR") }
        guard let opened = call.resultPath, isWritten || call.name == "creat" else { return nil }
        return .wrote(opened, text: "")
      case "write": return .wrote(descriptor(), text: SystemCall.text(of: call.arguments[1]))
      case "writev", "ftruncate": return .wrote(descriptor(), text: "")
      case "fsync", "fdatasync": return .synced(descriptor())
      case "syncfs": return .flushed(descriptor())
      case "sync": return .flushed(nil)
      case "rename": return .moved(path(0), to: path(1))
      case "renameat", "renameat2": return .moved(path(1, at: 0), to: path(3, at: 2))
      case "link": return .linked(path(0), to: path(1))
      case "linkat": return .linked(path(1, at: 0), to: path(3, at: 2))
      case "mkdir": return .made(path(0))
      case "mkdirat": return .made(path(1, at: 0))
      case "symlink": return .made(path(1))
      case "symlinkat": return .made(path(2, at: 1))
      case "unlink", "rmdir": return .removed(path(0))
      case "unlinkat": return .removed(path(1, at: 0))
      case "chmod", "chown", "lchown", "truncate": return .dressed(path(0))
      case "fchmodat", "fchmodat2", "fchownat": return .dressed(path(1, at: 0))
      case "fchmod", "fchown": return .dressed(descriptor())
      case "execve": return .started(path(0))
      default: return nil
      }
    }
  }

  private static let forks: Set<String> = ["clone", "clone3", "fork", "vfork"]

  static let calls =
    "?open,openat,?creat,write,writev,ftruncate,truncate,fsync,fdatasync,syncfs,sync,?rename,renameat,renameat2,?link,linkat,"
    + "?unlink,unlinkat,?mkdir,mkdirat,?rmdir,?chmod,fchmod,fchmodat,?fchmodat2,?chown,fchown,?lchown,fchownat,?symlink,"
    + "symlinkat,chdir,execve,clone,?clone3,?fork,?vfork"

  private static func normal(_ path: String, in folder: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
