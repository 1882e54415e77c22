package import Crypto
package import Playbook

/// What a host must be asked before a plan can be made.
package struct Questions: Sendable {
  /// The paths to look at, and the content wanted there if any: what differs is sent back for the diff.
  package private(set) var entries: [EntryPath: SHA256Digest?] = [:]
  /// The paths whose content has to be known, however large it is.
  package private(set) var wholes: Set<EntryPath> = []
  package private(set) var tools: Set<String> = []
  package private(set) var owners: Set<String> = []
  package private(set) var groups: Set<String> = []
  package private(set) var accounts: Set<String> = []
  package private(set) var patterns: [String] = []
  package private(set) var logs: Set<AbsolutePath> = []
  package private(set) var units: Set<UnitName> = []
  package private(set) var composeServices: Set<ComposeService> = []
  /// The projects that these services belong to.
  package var composeProjects: [ComposeProject] {
    Set(composeServices.map(\.project)).sorted { $0.word < $1.word }
  }
  /// The services whose images are to be built.
  package private(set) var builds: Set<ComposeService> = []
  package private(set) var journals: Set<UnitManager> = []
  package private(set) var managers: Set<String> = []
  /// Commands that only look, in the order in which they are asked.
  package private(set) var commands: [CommandQuestion] = []

  /// Git checkouts, in the order in which they are asked.
  package private(set) var checkouts: [CheckoutQuestion] = []
  /// Every verdict of a run has to be known, however many there are.
  package private(set) var wantsHistory = false

  package let root: AbsolutePath
  package let backups: AbsolutePath
  /// What earlier rounds found.
  private let known: Found
  package private(set) var surveys: [SurveyQuestion] = []
  /// Folders whose whole content has to be known.
  package private(set) var trees: [AbsolutePath] = []
  /// Paths of which nothing but the state is wanted.
  package private(set) var quiet: Set<EntryPath> = []
  /// Paths of which only the first that differ are sent.
  package private(set) var bulk: Set<EntryPath> = []
  private let detail: PlanDetail

  /// The real paths of what lies behind links are looked at in place of those that lead there.
  package init(
    root: AbsolutePath, backups: AbsolutePath, known: Found = Found(), detail: PlanDetail = .brief
  ) {
    self.detail = detail
    self.known = known
    self.root = root
    self.backups = backups
    ask(folder: real(backups))
  }

  /// A file, with every folder above it.
  package mutating func ask(file: AbsolutePath, wanted: SHA256Digest?) {
    let file = real(file)
    let path = EntryPath(file, root: root)
    entries[path] = .some(wanted)
    quiet.remove(path)
    ask(folder: file.parent)
  }

  /// A file of a whole tree, of which not every difference is shown.
  package mutating func ask(member file: AbsolutePath, wanted: SHA256Digest?) {
    ask(file: file, wanted: wanted)
    if detail == .brief { bulk.insert(EntryPath(real(file), root: root)) }
  }

  /// What a tree holds, in lists.
  mutating func ask(_ question: SurveyQuestion) { surveys.append(question) }

  /// A file whose content a plan is made of, whatever it is.
  package mutating func ask(contentOf file: AbsolutePath) {
    let path = EntryPath(real(file), root: root)
    wholes.insert(path)
    guard (entries[path] ?? nil) == nil else { return }
    // Nothing is wanted, so whatever lies there differs and is sent.
    ask(file: file, wanted: SHA256Digest(of: []))
  }

  /// A folder and those above it, up to the root or `/`.
  package mutating func ask(folder: AbsolutePath) {
    for path in folder.andAncestors(upTo: root) {
      let entry = EntryPath(path, root: root)
      // With it, all above it were asked for.
      guard entries[entry] == nil else { return }
      entries[entry] = .some(nil)
    }
  }

  /// A folder with all that it holds: first the names, and once these are known the states of those that matter.
  package mutating func ask(tree folder: AbsolutePath, matters: (EntryPath) -> Bool = { _ in true }) {
    guard let listing = known.trees[folder] else {
      if !trees.contains(folder) { trees.append(folder) }
      return
    }
    for path in listing.paths(below: EntryPath(folder, root: root)) where matters(path) {
      guard entries[path] == nil else { continue }
      quiet.insert(path)
      ask(path, wanted: nil)
    }
  }

  package mutating func askHistory() { wantsHistory = true }

  /// Which members of a folder lists have told enough about, by their places; nil where nobody asked for lists yet.
  func told(of tree: CopyTree) -> [Bool]? { known.surveyed[TreeKey(tree)]?.told }

  /// What of a folder has changed, where that is known already.
  func scope(of tree: CopyTree) -> TreeScope? { known.scopes[TreeKey(tree)] }

  /// What a path really is, if a symbolic link is on the way.
  func real(_ path: AbsolutePath) -> AbsolutePath { known.redirections[path] ?? path }

  /// A path as a manifest names it, with the folders above it.
  package mutating func ask(_ path: EntryPath, wanted: SHA256Digest?) {
    entries[path] = .some(wanted)
    for folder in path.parents {
      guard entries[folder] == nil else { return }
      entries[folder] = .some(nil)
    }
  }

  package mutating func ask(tools names: String...) { tools.formUnion(names) }
  package mutating func ask(units names: [UnitName]) {
    ask(tools: "systemctl")
    for name in names where name.manager == .user { ask(manager: name.manager.word) }
    units.formUnion(names)
  }

  package mutating func ask(composeServices names: [ComposeService]) {
    ask(manager: "compose")
    composeServices.formUnion(names)
  }

  package mutating func ask(builds names: [ComposeService]) { builds.formUnion(names) }
  /// Whether this account sees what the units of this manager say.
  package mutating func ask(journalOf manager: UnitManager) { journals.insert(manager) }
  /// Whether systemd or docker answers at all.
  package mutating func ask(manager kind: String) { managers.insert(kind) }
  package mutating func ask(_ question: CommandQuestion) {
    if !commands.contains(question) { commands.append(question) }
  }

  package mutating func ask(_ question: CheckoutQuestion) {
    if !checkouts.contains(question) { checkouts.append(question) }
  }

  package mutating func ask(owner: String) { owners.insert(owner) }
  /// How a command is run as this account.
  package mutating func ask(account: String) { accounts.insert(account) }
  package mutating func ask(group: String) { groups.insert(group) }
  package mutating func ask(log: AbsolutePath) { logs.insert(log) }
  /// Whether anything lies there, which is asked as for a log; what is in it does not matter.
  package mutating func ask(presenceAt path: AbsolutePath) { logs.insert(path) }

  package mutating func ask(pattern: String) {
    if !patterns.contains(pattern) { patterns.append(pattern) }
  }

  /// True where the answers to other questions hold all that these would bring.
  package func isAnswered(by other: Questions) -> Bool {
    trees.isEmpty && surveys.isEmpty && entries.keys.allSatisfy { other.entries[$0] != nil }
  }

  /// The paths in the order in which a transaction numbers them.
  package var order: [EntryPath] { entries.keys.sorted() }
}

extension Questions {
  /// How much a folder may hold that is taken as a whole: each path is a few words of the host's shell.
  package static let mostPaths = 100_000
  /// How much may lie in a folder of which only some is taken.
  package static let mostNames = 400_000
  /// So many paths that git is to bring are looked at.
  static let mostArrivals = 2_000
}

extension AbsolutePath {
  /// The folder itself, its parent and so on: to the root if it lies inside, else to `/`.
  package func andAncestors(upTo root: AbsolutePath) -> [AbsolutePath] {
    let top = self == root || isInside(root) ? root : .root
    var list = [self]
    while let last = list.last, last != top { list.append(last.parent) }
    return list
  }
}
