internal import Playbook

/// What lies in a folder of the host that shall hold what a tree holds, and nothing else.
struct Mirror {
  let place: EntryPath
  /// The backup folder if it lies there.
  let backups: EntryPath?
  private let wanted: Set<EntryPath>
  private let exclusions: Exclusions

  init(_ tree: CopyTree, root: AbsolutePath, backups: AbsolutePath, real: (AbsolutePath) -> AbsolutePath) {
    let place = EntryPath(real(tree.to), root: root)
    self.place = place
    exclusions = tree.exclusions
    wanted = tree.content.members.reduce(into: []) { wanted, member in
      wanted.insert(place.below(member.path.utf8))
      // A link there stays, and so does what it leads to.
      wanted.insert(EntryPath(real(tree.destination(member.path)), root: root))
    }
    let store = EntryPath(real(backups), root: root)
    self.backups = store.relative(to: place) == nil ? nil : store
  }

  /// True for what is neither copied nor left out nor ours.
  func isSuperfluous(_ path: EntryPath, isFolder: Bool) -> Bool {
    guard !wanted.contains(path), let relative = path.relative(to: place) else { return false }
    if let backups, path == backups || path.relative(to: backups) != nil { return false }
    return !exclusions.leaveOutAnything(of: String(decoding: relative, as: UTF8.self), isFolder: isFolder)
  }
}

/// What other steps of the playbook are about, also where they have no turn: a mirror leaves it alone.
struct OtherPaths {
  private var paths: Set<EntryPath> = []
  /// Folders of which everything is theirs: they make it what they want, or it is not told which files are.
  private var wholes: [EntryPath] = []
  /// Folders to which files are copied, which are told: what else lies there may be anybody's.
  private var shared: [EntryPath] = []

  /// Every folder that holds something of theirs.
  var folders: Set<EntryPath> { (Array(paths) + wholes + shared).reduce(into: []) { $0.formUnion($1.folders) } }

  init(than step: CopyStep, in draft: Draft) {
    for other in draft.target.steps.map(\.kind) {
      var named: [AbsolutePath] = []
      switch other {
      case .copy(let copy):
        if copy.trees.first?.range == step.trees.first?.range { continue }
        let places = copy.trees.map { draft.path(draft.real($0.to)) }
        if copy.mirrors || copy.isNarrowed { wholes += places } else { shared += places }
        named = copy.files.map(\.to) + other.copiedFolders
        paths.formUnion(copy.trees.flatMap(\.links).map { draft.path(draft.realHome(of: $0.path)) })
      case .template, .patch: named = other.destinations(draft.sources).map(\.file)
      case .directory(let directory): named = directory.items.map(\.path)
      case .link(let link): paths.insert(draft.path(draft.realHome(of: link.item.path)))
      case .remove(let remove): wholes += remove.items.map { draft.path(draft.real($0.path)) }
      case .git(let git): wholes.append(draft.path(draft.real(git.folder)))
      case .logs(let logs): if case .file(let files) = logs.source { named = files }
      case .run, .service, .healthy: break
      }
      paths.formUnion(named.map { draft.path(draft.real($0)) })
    }
    // One that holds the whole mirror says nothing of what is in it.
    let places = step.trees.map { draft.path(draft.real($0.to)) }
    let isAround = { (whole: EntryPath) in places.contains { $0 == whole || $0.relative(to: whole) != nil } }
    wholes.removeAll(where: isAround)
    shared.removeAll(where: isAround)
  }

  /// True for what lies where they have a say.
  func contain(_ path: EntryPath) -> Bool { write(path) || shared.contains { path.isBelow($0) } }

  /// True for what is theirs itself.
  func write(_ path: EntryPath) -> Bool { paths.contains(path) || wholes.contains { path.isBelow($0) } }
}

extension EntryPath {
  fileprivate func isBelow(_ folder: EntryPath) -> Bool { self == folder || relative(to: folder) != nil }
}
