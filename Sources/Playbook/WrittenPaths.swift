internal import SourceText

/// The paths the steps of one host write, no two of which may be in each other's way.
struct WrittenPaths {
  private let root: AbsolutePath
  private let backups: AbsolutePath
  private let findings: Findings
  private var files: [AbsolutePath: SourceRange] = [:]
  private var folders: [AbsolutePath: SourceRange] = [:]
  /// Files that hold secrets.
  private var secret: [AbsolutePath: SourceRange] = [:]
  /// Files that are changed where they lie, as often as a playbook wants.
  private var patched: [AbsolutePath: SourceRange] = [:]
  private var checkouts: [AbsolutePath: SourceRange] = [:]

  init(of target: Target, _ findings: Findings) {
    root = target.root
    backups = target.backups
    self.findings = findings
  }

  consuming func check(_ steps: [Step]) {
    for step in steps {
      switch step.kind {
      case .copy(let copy):
        files.reserveCapacity(files.count + copy.files.count)
        for tree in copy.trees { add(tree) }
        for item in copy.files { add(item) }
      case .template(let template):
        for item in template.copy.items { add(item, holdsSecrets: !template.text.secrets.isEmpty) }
      case .patch(let patch): if case .edit(let item, _) = patch.form { add(item) }
      case .directory(let directory): for item in directory.items { addFolder(item) }
      case .link(let link): add(link.item)
      case .remove(let remove): for item in remove.items { add(item) }
      case .git(let git): add(git)
      case .run, .service, .healthy, .logs: break
      }
    }
  }

  private mutating func add(_ item: CopyItem, holdsSecrets: Bool = false) {
    let path = item.to
    if isInBackups(path) {
      findings.add(
        "'\(path)' is in the backup folder \(backups)", at: item.range,
        hint: "no step may write there: choose another path, or another folder with 'backups'")
    } else if path == root || root.isInside(path) || backups.isInside(path) {
      findings.add(
        "'\(path)' is a folder that this playbook works in", at: item.range,
        hint: "end it with '/' to copy the file into the folder")
    } else if let other = patched[path] {
      findings.add(
        "'\(path)' is copied here and patched before, at \(other.location)", at: item.range,
        hint: "copy it first, or the patch is lost")
    } else if let other = folders[path] {
      findings.add("'\(path)' is a file here and a folder at \(other.location)", at: item.range)
    } else if let other = files.updateValue(item.range, forKey: path) {
      files[path] = other
      findings.add(
        "'\(path)' is written twice, first at \(other.location)", at: item.range,
        hint: "let one step write it")
    } else {
      if holdsSecrets { secret[path] = item.range }
      addFolders(of: path, item.range)
    }
  }

  private mutating func add(_ git: GitStep) {
    if git.folder == backups || git.folder.isInside(backups) {
      findings.add("'\(git.folder)' is in the backup folder \(backups)", at: git.range)
    } else if let other = checkouts.updateValue(git.range, forKey: git.folder) {
      findings.add("'\(git.folder)' is moved twice, first at \(other.location)", at: git.range)
    }
  }

  /// The folders and links of a tree; its files are files like others.
  private mutating func add(_ tree: CopyTree) {
    let place = tree.to
    if root.isInside(place) || place == .root && root != .root {
      findings.add(
        "'\(place)' holds the root \(root), so no folder is copied to it", at: tree.range, hint: "name a folder in it")
      return
    }
    for path in tree.folders {
      if isInBackups(path) {
        findings.add(
          "'\(path)' is in the backup folder \(backups)", at: tree.range,
          hint: "no step may write there: leave it out with 'exclude', or choose another folder")
      } else if let other = files[path] ?? patched[path] {
        findings.add("'\(path)' is a folder here and a file at \(other.location)", at: tree.range)
      } else {
        folders[path] = folders[path] ?? tree.range
        addFolders(of: path, tree.range)
      }
    }
    for link in tree.links { add(HostItem(path: link.path, range: tree.range)) }
  }

  private func isInBackups(_ path: AbsolutePath) -> Bool { path == backups || path.isInside(backups) }

  private mutating func add(_ item: HostItem) {
    guard isFree(item) else { return }
    if let other = patched[item.path] ?? folders[item.path] {
      findings.add("'\(item.path)' is something else at \(other.location)", at: item.range)
    } else {
      files[item.path] = item.range
      addFolders(of: item.path, item.range)
    }
  }

  private mutating func addFolder(_ item: HostItem) {
    guard isFree(item) else { return }
    folders[item.path] = item.range
    addFolders(of: item.path, item.range)
  }

  /// Reports a path that no step may make something else of.
  private func isFree(_ item: HostItem) -> Bool {
    let path = item.path
    if isInBackups(path) {
      findings.add("'\(path)' is in the backup folder \(backups)", at: item.range)
    } else if path == root || root.isInside(path) || backups.isInside(path) || path == .root {
      findings.add("'\(path)' is a folder that this playbook works in", at: item.range)
    } else if let other = files[path] {
      findings.add("'\(path)' is written twice, first at \(other.location)", at: item.range)
    } else {
      return true
    }
    return false
  }

  private mutating func add(_ item: PatchItem) {
    let path = item.file
    if isInBackups(path) {
      findings.add(
        "'\(path)' is in the backup folder \(backups)", at: item.range,
        hint: "no step may write there: choose another path, or another folder with 'backups'")
    } else if path == root || root.isInside(path) || backups.isInside(path) {
      findings.add("'\(path)' is a folder that this playbook works in", at: item.range)
    } else if let other = folders[path] {
      findings.add("'\(path)' is a file here and a folder at \(other.location)", at: item.range)
    } else if let other = secret[path] {
      findings.add(
        "'\(path)' is made with secrets, at \(other.location), which a patch would show", at: item.range,
        hint: "make the change in the template")
    } else {
      patched[path] = item.range
    }
  }

  private mutating func addFolders(of path: AbsolutePath, _ range: SourceRange) {
    var folder = path.parent
    while folder != .root, folders[folder] == nil {
      if let other = files[folder] {
        findings.add("'\(folder)' is a folder here and a file at \(other.location)", at: range)
      }
      folders[folder] = range
      folder = folder.parent
    }
  }
}
