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

  package let root: AbsolutePath
  package let backups: AbsolutePath
  private let redirections: [AbsolutePath: AbsolutePath]
  /// Folders whose whole content has to be known.
  package private(set) var trees: [AbsolutePath] = []
  /// Paths of which nothing but the state is wanted.
  package private(set) var quiet: Set<EntryPath> = []
  /// What was found in folders that were asked for before.
  private let found: [AbsolutePath: Facts.Listing]

  /// The paths of `redirections` are looked at in place of those that lead there.
  package init(
    root: AbsolutePath, backups: AbsolutePath, redirections: [AbsolutePath: AbsolutePath] = [:],
    found: [AbsolutePath: Facts.Listing] = [:]
  ) {
    self.found = found
    self.root = root
    self.backups = backups
    self.redirections = redirections
    ask(folder: redirections[backups] ?? backups)
  }

  /// A file, with every folder above it.
  package mutating func ask(file: AbsolutePath, wanted: SHA256Digest?) {
    let file = redirections[file] ?? file
    entries[EntryPath(file, root: root)] = .some(wanted)
    ask(folder: file.parent)
  }

  /// A file whose content a plan is made of, whatever it is.
  package mutating func ask(contentOf file: AbsolutePath) {
    let path = EntryPath(redirections[file] ?? file, root: root)
    wholes.insert(path)
    guard (entries[path] ?? nil) == nil else { return }
    // Nothing is wanted, so whatever lies there differs and is sent.
    ask(file: file, wanted: SHA256Digest(of: []))
  }

  /// A folder and those above it, up to the root or `/`.
  package mutating func ask(folder: AbsolutePath) {
    for path in folder.andAncestors(upTo: root) {
      let entry = EntryPath(path, root: root)
      if entries[entry] == nil { entries[entry] = .some(nil) }
    }
  }

  /// A folder with all that it holds: first the names, and once these are known the states.
  package mutating func ask(tree folder: AbsolutePath) {
    if !trees.contains(folder) { trees.append(folder) }
    for path in found[folder]?.paths(below: EntryPath(folder, root: root)) ?? [] {
      quiet.insert(path)
      ask(path, wanted: nil)
    }
  }

  /// A path as a manifest names it, with the folders above it.
  package mutating func ask(_ path: EntryPath, wanted: SHA256Digest?) {
    entries[path] = .some(wanted)
    for folder in path.parents where entries[folder] == nil { entries[folder] = .some(nil) }
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

  /// The paths in the order in which a transaction numbers them.
  package var order: [EntryPath] { entries.keys.sorted() }
}

extension Questions {
  /// How much a folder may hold that is taken as a whole: each path is a few words of the host's shell.
  package static let mostPaths = 100_000
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
