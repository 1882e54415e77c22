/// What a power cut could still take, by the letter of POSIX: content until its file is synced, names until their folder
/// is.
struct Durability {
  /// Folders that are taken for filesystems of their own.
  let mounts: [String]
  private var files: [String: Int] = [:]
  private var next = 0
  private var unsyncedFiles: Set<Int> = []
  private var unsyncedNames: Set<String> = []

  init(mounts: [String]) { self.mounts = mounts }

  private static func mount(of path: String, _ mounts: [String]) -> String? {
    mounts.first { path == $0 || path.hasPrefix("\($0)/") }
  }

  mutating func take(_ event: FileEvent) {
    switch event {
    case .wrote(let path, _):
      if files[path] == nil { unsyncedNames.insert(path) }
      unsyncedFiles.insert(file(path))
    case .made(let path):
      unsyncedNames.insert(path)
      unsyncedFiles.insert(file(path))
    case .dressed(let path): unsyncedFiles.insert(file(path))
    case .removed(let path):
      files[path] = nil
      // Whether names in a folder that goes are synced does not matter.
      unsyncedNames = unsyncedNames.filter { !$0.hasPrefix("\(path)/") }
      unsyncedNames.insert(path)
    case .linked(let path, let to):
      files[to] = file(path)
      unsyncedNames.insert(to)
    case .moved(let path, let to): move(path, to)
    case .synced(let path):
      unsyncedFiles.remove(file(path))
      unsyncedNames = unsyncedNames.filter { Self.folder(of: $0) != path }
    case .flushed(let path):
      let mounts = mounts
      let isReached = { (other: String) in
        path.map { Self.mount(of: $0, mounts) == Self.mount(of: other, mounts) } ?? true
      }
      unsyncedFiles.subtract(files.filter { isReached($0.key) }.values)
      unsyncedNames = unsyncedNames.filter { !isReached($0) }
    case .started: break
    }
  }

  /// What is known to be there before the first event.
  mutating func know(_ path: String) { _ = file(path) }

  /// Paths below a folder that a power cut could take or take back.
  func unsynced(below folder: String, without isIgnored: (String) -> Bool = { _ in false }) -> [String] {
    let paths = unsyncedNames.union(files.filter { unsyncedFiles.contains($0.value) }.keys)
    return paths.filter { ($0 == folder || $0.hasPrefix("\(folder)/")) && !isIgnored($0) }.sorted()
  }

  /// True if its content is durable.
  func isSynced(_ path: String) -> Bool { files[path].map { !unsyncedFiles.contains($0) } ?? true }

  private mutating func file(_ path: String) -> Int {
    if let number = files[path] { return number }
    next += 1
    files[path] = next
    return next
  }

  private mutating func move(_ path: String, _ to: String) {
    _ = file(path)
    let below = { (name: String) in name == path || name.hasPrefix("\(path)/") }
    for (name, number) in files where below(name) {
      files[name] = nil
      files[to + name.dropFirst(path.count)] = number
    }
    unsyncedNames = Set(unsyncedNames.map { below($0) ? to + $0.dropFirst(path.count) : $0 })
    unsyncedNames.formUnion([path, to])
  }

  private static func folder(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }
}
