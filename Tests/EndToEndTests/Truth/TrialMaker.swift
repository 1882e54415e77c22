import Glibc
import JSON
import TestSupport

/// Makes trials: the same for the same seed and account.
struct TrialMaker {
  static let hosts = ["one", "two", "three"]
  static let folders = [
    "app", "app/lib", "conf", "conf/conf.d", "data", "with space", "releases/1", "releases/2", "it's", "übung",
  ]
  private static let files = [
    "app/main.py", "app/lib/util.py", "conf/app.ini", "conf/conf.d/10-base.conf", "data/table.csv",
    "with space/a file.txt", "releases/1/version", "releases/2/version", "it's/$HOME.txt", "übung/größe.txt", "-dash",
    "top.txt",
  ]
  private static let outside = ["etc/app.conf", "etc/app.d/one.conf", "etc/app.d/two.conf"]
  static let root = "root/"
  static let outer = "outside/"

  var random: SeededGenerator
  private let seed: UInt64
  /// Whether files can be given to other accounts.
  private let isRoot = getuid() == 0
  /// What lies there after the steps so far, on a host that nobody changed.
  var tree: [String: TrialItem] = [:]
  var sources: [String: Trial.Source] = [:]
  /// Paths that no further step may write, or patch.
  var written: Set<String> = []
  var patched: Set<String> = []
  /// Folders above what is written: no step may make something else of them.
  var busy: Set<String> = []
  /// What a template with a secret writes: the language refuses a patch of it, whether the template has its turn or not.
  var secretive: Set<String> = []
  /// Those of the steps so far.
  var tags: [String] = []

  init(seed: UInt64) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
  }

  static func trial(seed: UInt64) -> Trial {
    var maker = TrialMaker(seed: seed)
    return maker.trial()
  }

  private mutating func trial() -> Trial {
    let names = Array(Self.hosts.prefix(random.pick([1, 1, 2, 2, 2, 3])))
    makeTree()
    let first = tree
    var hosts = names.map { Trial.Host(name: $0, items: drifted(first, percent: 6), edits: []) }
    var ground: [Trial.Step] = []
    if random.chance(30) {
      ground = steps(random.number(1...4))
      for index in hosts.indices {
        hosts[index].edits = drifted(tree.filter { first[$0.key]?.kind != $0.value.kind }, percent: 30)
          .filter { item in tree[item.path]?.kind != item.kind }
      }
      (written, patched, busy, secretive) = ([], [], [], [])
    }
    let known = tree
    tags = []
    var list = steps(random.number(1...9))
    for index in hosts.indices where random.chance(30) { beforehand(&hosts[index], known) }
    var options: [String] = []
    if let tag = tags.randomElement(using: &random), random.chance(30) {
      options = [random.pick(["--tags", "--skip"]), tag]
    }
    if random.chance(50) { options.append("--accept-drift") }
    var keys: [String: JSONValue] = [:]
    if random.chance(15) { keys["on_failure"] = random.pick(["revert_failed", "stop"]) }
    if random.chance(58) { fail(&list, names, options) }
    let asksForWord = (list + ground).contains { $0.value.rendered.contains("${word}") }
    return Trial(
      seed: seed, hosts: hosts, sources: sources, ground: ground, steps: list, keys: keys, options: options,
      variables: asksForWord && ground.isEmpty && random.chance(30) ? ["-e", "word=blue"] : [])
  }

  /// What lies there before anything was ever deployed.
  private mutating func makeTree() {
    for folder in Self.folders where random.chance(80) { add(TrialItem(Self.root + folder, .folder)) }
    // What commands write is theirs: no plan can tell it.
    add(TrialItem(Self.root + "side", .folder))
    add(TrialItem("outside/etc/app.d", .folder))
    let paths = Self.files.map { Self.root + $0 } + Self.outside.map { Self.outer + $0 }
    for path in paths where random.chance(70) && tree[Self.parent(path)] != nil || !path.dropFirst(5).contains("/") {
      add(TrialItem(path, .file(random.chance(85) ? random.text() : random.content())))
    }
    if tree["root/releases/1"] != nil, random.chance(60) { add(TrialItem("root/current", .link("releases/1"))) }
    if tree["root/conf/app.ini"] != nil, random.chance(40) { add(TrialItem("root/conf/link.ini", .link("app.ini"))) }
    if tree["root/data/table.csv"] != nil, random.chance(30) {
      add(TrialItem("root/data/twin.csv", .hardLink("root/data/table.csv")))
    }
    if random.chance(20) { add(TrialItem("root/dangling", .link("nowhere/at all"))) }
  }

  private mutating func add(_ item: TrialItem) {
    var item = item
    if random.chance(40) { giveAway(&item) }
    tree[item.path] = item
  }

  private mutating func giveAway(_ item: inout TrialItem) {
    let modes: [UInt32] =
      item.kind == .folder ? [0o755, 0o750, 0o2775, 0o1777, 0o700] : [0o644, 0o600, 0o755, 0o444, 0o4755, 0o2751]
    item.mode = random.pick(modes)
    if isRoot { (item.owner, item.group) = (random.pick([0, 1, 65534]), random.pick([0, 1, 65534])) }
  }

  /// The tree as one host has it.
  private mutating func drifted(_ tree: [String: TrialItem], percent: Int) -> [TrialItem] {
    var items: [TrialItem] = []
    // Links to files come last, as they need them.
    let order = tree.values.sorted { ($0.isHardLink ? 1 : 0, $0.path) < ($1.isHardLink ? 1 : 0, $1.path) }
    for var item in order {
      if random.chance(percent) {
        switch item.kind {
        case .file(let bytes):
          switch random.number(0...5) {
          case 0, 1: item.kind = .file(bytes + Array("\(random.line())\n".utf8))
          case 2: item.kind = .file(random.content())
          case 3 where order.allSatisfy({ $0.kind != .hardLink(item.path) }): item.kind = .nothing
          default: giveAway(&item)
          }
        case .folder: giveAway(&item)
        case .link: item.kind = .link("top.txt")
        case .hardLink, .nothing: break
        }
      }
      items.append(item)
    }
    if random.chance(percent * 3) {
      items.append(TrialItem("root/app/found-\(random.word())", .file(random.content())))
    }
    return items
  }

  /// Puts on a host some of what the steps will want there.
  private mutating func beforehand(_ host: inout Trial.Host, _ known: [String: TrialItem]) {
    for (path, item) in tree.sorted(by: { $0.key < $1.key }) where random.chance(40) {
      guard case .file = item.kind, known[path]?.kind != item.kind, known[Self.parent(path)] != nil else { continue }
      host.edits.append(item)
    }
  }

  static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// An account, and a mode, for what a step makes; the item gets them too.
  mutating func attributes(_ item: inout TrialItem) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if random.chance(30) {
      let mode = random.pick(["0644", "0600", "0755", "0444", "4755", "2751", "0640"])
      item.mode = UInt32(mode, radix: 8) ?? item.mode
      members.append(.init(name: "mode", value: .string(mode)))
    }
    if isRoot, random.chance(20) {
      members.append(.init(name: "owner", value: .string(random.pick(["root", "daemon", "65534"]))))
    }
    if isRoot, random.chance(20) {
      members.append(.init(name: "group", value: .string(random.pick(["root", "daemon", "65534"]))))
    }
    return members
  }
}

extension TrialItem {
  fileprivate var isHardLink: Bool { if case .hardLink = kind { true } else { false } }
}
