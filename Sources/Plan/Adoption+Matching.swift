internal import Playbook

extension Adoption {
  /// Asks for the paths that the files may belong to, and for their folders.
  package func questions() -> Questions {
    var questions = Questions(root: target.root, backups: target.backups)
    for file in files where !isFlat {
      for origin in origins(of: file) {
        if let path = target.root.appending(origin) { questions.ask(file: path, wanted: nil) }
      }
    }
    return questions
  }

  /// The names to look for below the root.
  package var names: [String] {
    Set(files.filter { wishes.places[$0] == nil }.flatMap { BackupSuffix.origins(of: Self.name(of: $0)) }).sorted()
  }

  /// The pairs that are certain; throws all that is not.
  package func pairs(_ facts: Facts, found: Facts.Listing?) throws(Unfit) -> [Pair] {
    guard case .names(let text)? = found else {
      throw Unfit(["too many files below \(target.root) have names as in \(folder): name the paths with --map"])
    }
    let live = Self.paths(of: text).compactMap { String(validating: $0, as: UTF8.self) }
    var pairs: [Pair] = []
    var doubts: [String] = []
    for file in files {
      switch match(file, facts, live) {
      case .place(let path): pairs.append(Pair(file: file, path: path))
      case .leftOut: break
      case .unmatched(let why): if !wishes.skipsUnmatched { doubts.append("\(file): \(why)") }
      case .doubt(let why): doubts.append("\(file): \(why)")
      }
    }
    for (path, rivals) in Dictionary(grouping: pairs, by: \.path).sorted(by: { $0.key < $1.key }) where rivals.count > 1
    {
      let names = rivals.map(\.file).joined(separator: " and ")
      doubts.append("\(names) both belong to \(path): leave one out with --map \(rivals[0].file)=-")
    }
    for name in wishes.places.keys.sorted() where !files.contains(name) {
      doubts.append("there is no file \(name), which --map names")
    }
    if oddNames > 0, !wishes.skipsUnmatched {
      doubts.append("the names of \(oddNames) files are not text: leave them out with --skip-unmatched")
    }
    guard doubts.isEmpty else { throw Unfit(doubts) }
    guard !pairs.isEmpty else { throw Unfit(["no file of it belongs anywhere below \(target.root)"]) }
    return pairs
  }

  private enum Match {
    case place(AbsolutePath)
    case leftOut
    case unmatched(String)
    case doubt(String)
  }

  private func match(_ file: String, _ facts: Facts, _ live: [String]) -> Match {
    if let wish = wishes.places[file] { return settled(wish) }
    if !isFlat {
      for origin in origins(of: file) {
        guard let path = target.root.appending(origin) else { continue }
        if let seen = facts.observations[EntryPath(path, root: target.root)]?.state, seen != .absent {
          return .place(path)
        }
      }
    }
    return found(file, live, sharing: 1) ?? new(file, facts) ?? found(file, live, sharing: 0)
      ?? .unmatched("no file below \(target.root) has its name: say where it belongs with --map \(file)=PATH")
  }

  private func settled(_ wish: String?) -> Match {
    guard let wish else { return .leftOut }
    let path = wish.hasPrefix("/") ? AbsolutePath(wish) : target.root.appending(wish)
    guard let path, path != target.root, !target.root.isInside(path) else {
      return .doubt("'\(wish)' is not the path of a file")
    }
    guard path != target.backups, !path.isInside(target.backups), !target.backups.isInside(path) else {
      return .doubt("'\(wish)' is in the backup folder")
    }
    return .place(path)
  }

  /// Among the files of that name, the one whose folders agree with the file's for the longest.
  private func found(_ file: String, _ live: [String], sharing least: Int) -> Match? {
    let folders = Self.folders(of: file)
    for name in BackupSuffix.origins(of: Self.name(of: file)) {
      let candidates = live.filter { Self.name(of: $0) == name }
      guard !candidates.isEmpty else { continue }
      let shared = candidates.map { Self.sharedEnd(folders, Self.folders(of: $0)) }
      let most = shared.max() ?? 0
      guard most >= least else { continue }
      let best = zip(candidates, shared).filter { $0.1 == most }.map(\.0).sorted()
      // Beside folders, a file at the top is one of the root, not one of any folder.
      let isCertain = best.count == 1 && (isFlat || !folders.isEmpty)
      if isCertain, let path = target.root.appending(best[0]) { return .place(path) }
      let list = best.prefix(5).joined(separator: ", ") + (best.count > 5 ? " and \(best.count - 5) more" : "")
      return .doubt("it can be \(list): say which with --map \(file)=PATH, or leave it out with --map \(file)=-")
    }
    return nil
  }

  /// A file that is gone from a folder that is still there.
  private func new(_ file: String, _ facts: Facts) -> Match? {
    guard file.contains("/"), origins(of: file).count == 1, let path = target.root.appending(file),
      case .directory? = facts.observations[EntryPath(path.parent, root: target.root)]?.state
    else { return nil }
    return .place(path)
  }

  private func origins(of file: String) -> [String] {
    let folders = file.dropLast(Self.name(of: file).count)
    return BackupSuffix.origins(of: Self.name(of: file)).map { folders + $0 }
  }

  private static func name(of path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func folders(of path: String) -> [String] {
    path.split(separator: "/").dropLast().map(String.init)
  }

  private static func sharedEnd(_ left: [String], _ right: [String]) -> Int {
    zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
  }
}
