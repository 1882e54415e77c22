internal import Git
internal import Plan
internal import Playbook
internal import SourceText

extension SourceReading {
  /// What of a folder differs from what an earlier commit has there; nil where there are no two commits.
  func changes(of tree: CopyTree, _ sources: Sources, since earlier: SourceReading) -> TreeChanges? {
    guard let commit = earlier.commit?.commit, let differing = differing(tree.from, from: earlier) else { return nil }
    var before = Members(of: tree, in: earlier)
    var (changed, removed): ([String: TreeChanges.Before], [String: TreeChanges.Before]) = ([:], [:])
    var (present, supplanted): (Set<String>, Set<String>) = ([], [])
    for member in tree.content.members {
      present.insert(member.path)
      guard differing.paths?.contains(member.path) ?? true else { continue }
      let old = before[member.path]
      switch (member.kind, old) {
      case (.folder, .link):
        supplanted.insert(member.path)
        continue
      case (.folder, _), (.unusable, _): continue
      case (.file, .file(let file)):
        // Other attributes may make the same of it.
        let new = sources[tree.source(member.path)]
        if new?.hash == file.hash, new?.isExecutable == file.isExecutable { continue }
      case (.link(let new), .link(let old)) where new == old: continue
      default: break
      }
      changed[member.path] = old
    }
    for path in differing.paths ?? before.all where !present.contains(path) {
      switch before[path] {
      case .absent: continue
      case let old: removed[path] = old
      }
    }
    return TreeChanges(commit: commit, changed: changed, removed: removed, supplanted: supplanted)
  }

  /// The paths of a folder that may differ; nil for all of them.
  private struct Differing {
    let paths: Set<String>?
  }

  private func differing(_ folder: String, from earlier: SourceReading) -> Differing? {
    guard let (place, commit) = earlier.committed({ $0.place(of: folder) }) else { return nil }
    return committed { new in
      Differing(paths: place.flatMap { new.paths(below: folder, differingFrom: commit.commit, where: $0) })
    }?.0
  }
}

/// What an earlier commit has in a folder, each of its folders listed when it is asked about.
private struct Members {
  private let tree: CopyTree
  private let reading: SourceReading
  private var folders: [String: [String: FolderListing.Kind]] = [:]

  init(of tree: CopyTree, in reading: SourceReading) {
    self.tree = tree
    self.reading = reading
  }

  /// What was copied of it.
  subscript(path: String) -> TreeChanges.Before {
    mutating get {
      let parts = path.split(separator: "/")
      let folder = parts.dropLast().joined(separator: "/")
      guard let name = parts.last.map(String.init), let kind = names(of: folder)[name],
        !tree.exclusions.leaveOutAnything(of: path, isFolder: kind == .folder)
      else { return .absent }
      switch kind {
      case .folder: return .absent
      case .link(let target): return .link(to: String(decoding: target, as: UTF8.self))
      case .unusable: return .unknown
      case .file:
        do throws(LocalFile.Failure) {
          return .file(try reading.deferredFile(tree.source(path)))
        } catch {
          return .unknown
        }
      }
    }
  }

  /// All files and links.
  var all: Set<String> {
    let whole = SourceTree(leavingOut: tree.exclusions) { list($0) }
    return Set(whole.members.filter { $0.kind != .folder }.map(\.path))
  }

  private mutating func names(of folder: String) -> [String: FolderListing.Kind] {
    if let known = folders[folder] { return known }
    var names: [String: FolderListing.Kind] = [:]
    // What a link leads to lies there, and not here.
    let parts = folder.split(separator: "/")
    let above = parts.dropLast().joined(separator: "/")
    let isFolder = parts.last.map { self.names(of: above)[String($0)] == .folder } ?? true
    if isFolder, case .entries(let entries) = list(folder) {
      for entry in entries { names[String(decoding: entry.name, as: UTF8.self)] = entry.kind }
    }
    folders[folder] = names
    return names
  }

  private func list(_ folder: String) -> FolderListing {
    reading.listing(folder.isEmpty ? tree.from : tree.source(folder))
  }
}
