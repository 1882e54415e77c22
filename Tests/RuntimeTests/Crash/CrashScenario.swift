import Crypto
import Glibc
import Plan
import Playbook
import TestSupport
import Transaction

/// A run that creates, changes, deletes, relinks and re-modes files, inside the root and outside of it, around the
/// restart of a service.
enum CrashScenario: String, CaseIterable {
  /// The session is killed while it makes the set, or puts it away again.
  case preparing
  case committing
  /// The worker reverts by itself, since no order to commit comes.
  case failing

  static let run = "crash_20260101_000000"

  /// How a path is installed; what is staged apart needs no other filesystem to be tried.
  enum Manner {
    case rename, inPlace, apart
  }

  /// One path as it is and as it shall be; nil is absent, a content of nil is a folder.
  struct Path {
    struct Side {
      var content: String?
      var mode: UInt16 = 0o644
      var owner = 0
      /// Then the content is where it leads.
      var isLink = false
    }

    let name: String
    let old: Side?
    let new: Side?
    var way = Manner.rename
    var isOutside: Bool { name.hasPrefix("outside/") }
  }

  private static var other: Int { geteuid() == 0 ? 1 : Int(geteuid()) }

  /// Named below the world: `root/` is the root, `outside/` is elsewhere.
  static let paths: [Path] = {
    let own = Int(geteuid())
    func file(_ text: String, _ mode: UInt16 = 0o644, _ owner: Int? = nil) -> Path.Side {
      Path.Side(content: "\(text)\n", mode: mode, owner: owner ?? own)
    }
    func link(_ target: String) -> Path.Side { Path.Side(content: target, owner: own, isLink: true) }
    func folder(_ mode: UInt16) -> Path.Side { Path.Side(content: nil, mode: mode, owner: own) }
    return [
      Path(name: "root/a", old: file("old a", 0o640), new: file("new a, and longer", 0o640)),
      Path(name: "root/d/b", old: file("old b"), new: file("new b")),
      Path(name: "root/d/gone", old: file("old gone", 0o600), new: nil),
      Path(name: "root/d/mode", old: file("same", 0o600), new: file("same", 0o755)),
      Path(name: "root/d/owner", old: file("same", 0o640), new: file("same", 0o640, other)),
      Path(name: "root/fresh", old: nil, new: folder(0o755)),
      Path(name: "root/fresh/c", old: nil, new: file("new c")),
      Path(name: "root/fresh/deep", old: nil, new: folder(0o750)),
      Path(name: "root/fresh/deep/e", old: nil, new: file("new e", 0o600)),
      Path(name: "root/left", old: folder(0o750), new: nil),
      Path(name: "root/left/x", old: file("old x"), new: nil),
      Path(name: "root/links/filed", old: file("old file"), new: link("../a")),
      Path(name: "root/links/fresh", old: nil, new: link("../d/b")),
      Path(name: "root/links/gone", old: link("../d"), new: nil),
      Path(name: "root/links/turned", old: link("../a"), new: link("turned somewhere:else")),
      Path(name: "root/links/unlinked", old: link("../a"), new: file("new file")),
      Path(name: "root/remoded", old: folder(0o755), new: folder(0o700)),
      Path(name: "root/twins/one", old: file("old twin"), new: file("new one")),
      Path(name: "root/twins/two", old: file("old twin"), new: file("new two")),
      Path(name: "root/place/a", old: file("old place", 0o4755), new: file("new place", 0o4755), way: .inPlace),
      Path(name: "root/place/b", old: file("old b"), new: file("new b, and longer", 0o600), way: .inPlace),
      Path(name: "root/apart/a", old: file("old apart", 0o640), new: file("new apart", 0o640), way: .apart),
      Path(name: "root/apart/gone", old: file("old apart gone"), new: nil, way: .apart),
      Path(name: "root/apart/more", old: nil, new: folder(0o755), way: .apart),
      Path(name: "root/apart/more/b", old: nil, new: file("new apart b"), way: .apart),
      Path(name: "outside/apart/c", old: nil, new: file("new apart c"), way: .apart),
      Path(name: "outside/app.conf", old: file("old conf"), new: file("new conf")),
      Path(name: "outside/gone", old: file("old outside"), new: nil),
      Path(name: "outside/more", old: nil, new: folder(0o755)),
      Path(name: "outside/more/f", old: nil, new: file("new f")),
    ]
  }()

  /// What a command of the run makes of each other, and its undo the other way; either can be done again.
  static let migrated = ["root/schema-old", "root/schema-new"]

  private static var migration: Verb {
    func move(_ from: String, _ to: String) -> [UInt8] {
      Array("[ -e \(to) ] || mv \(from) \(to)".utf8)
    }
    return .call(
      Call(
        service: [], seconds: 60, statuses: [0], undo: move("schema-new", "schema-old"),
        command: move("schema-old", "schema-new"), condition: nil))
  }

  /// A state of this scenario that no run of it may touch.
  static let bystander = "root/d/keep"
  /// What somebody else may change meanwhile: not one of two names of a file, since that changes the other.
  static let edited = paths.map(\.name).filter { !$0.hasPrefix("root/twins/") } + [bystander]

  /// The world before the run.
  static func build(in world: String) throws {
    for path in paths {
      guard let old = path.old else { continue }
      let full = "\(world)/\(path.name)"
      if let content = old.content, old.isLink {
        try Files.makeFolder(String(full[..<(full.lastIndex(of: "/") ?? full.startIndex)]))
        guard symlink(content, full) == 0 else { throw Mishap("cannot make the link \(full)") }
      } else if let content = old.content {
        try Files.write(content, to: full, mode: UInt32(old.mode))
        // A copy has the time of its original, which busybox knows in seconds only.
        if path.way != .rename { try setTime(full) }
      } else {
        try Files.makeFolder(full)
        guard chmod(full, mode_t(old.mode)) == 0 else { throw Mishap("cannot chmod \(full)") }
      }
    }
    try Files.write("kept\n", to: "\(world)/\(bystander)")
    try Files.write("schema\n", to: "\(world)/\(migrated[0])")
    try Files.makeFolder("\(world)/outside/apart")
    Files.remove("\(world)/root/twins/two")
    guard link("\(world)/root/twins/one", "\(world)/root/twins/two") == 0 else { throw Mishap("cannot link") }
  }

  private static func setTime(_ path: String) throws {
    let times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
    guard utimes(path, times) == 0 else { throw Mishap("cannot set the time of \(path)") }
  }

  /// The request that prepares it.
  func request(in world: String, _ target: Target) throws -> [UInt8] {
    let entries = Self.paths.map { path in
      Entry(
        path: Self.entryPath(path, world), old: Self.state(path.old), new: Self.state(path.new),
        payload: path.new?.isLink == true ? .none : (path.new?.content).map { .upload(Array($0.utf8)) } ?? .none,
        diff: nil,
        installation: Installation(Self.way(of: path, world)))
    }.sorted { $0.path < $1.path }
    func numbers(_ isWanted: (EntryPath) -> Bool) -> [Int] {
      entries.indices.filter { isWanted(entries[$0].path) }.map { $0 + 1 }
    }
    let steps = [
      staging(entries) + [.put(numbers { $0.tree == .files && $0.folder != Array("twins".utf8) })],
      [Self.migration],
      [Work.restart("\(world)/../shims/restart")],
      [
        .put(numbers { $0.tree == .system || $0.folder == Array("twins".utf8) }),
        .healthy(["5", "1", "0", "command", "true"]),
      ],
    ]
    let script = Script(
      run: RunID(Self.run), root: Array("\(world)/root".utf8),
      steps: steps.enumerated().map { .init(number: $0 + 1, place: "crash.yml:\($0 + 1)", title: "t", verbs: $1) },
      awaitSeconds: self == .failing ? 0 : nil)
    let plan = Plan(target, entries: entries, steps: [])
    let request = PrepareRequest(plan: plan, run: RunID(Self.run), script: script, by: "tester@here", documents: [])
    return try request.shipment.whole
  }

  private func staging(_ entries: [Entry]) -> [Verb] {
    entries.indices.flatMap { index -> [Verb] in
      guard case .file(let wanted, _, _, _) = entries[index].new else { return [] }
      return [.own("\(wanted.owner):\(wanted.group)", [index + 1]), .mode(wanted.mode, [index + 1])]
    }
  }

  private static func way(of path: Path, _ world: String) -> Way {
    switch path.way {
    case .rename: return .rename
    case .inPlace: return .inPlace
    case .apart:
      let name = path.isOutside ? "outside/apart" : "root/apart"
      return .beside(entryPath(Path(name: name, old: nil, new: nil), world))
    }
  }

  private static func entryPath(_ path: Path, _ world: String) -> EntryPath {
    if !path.isOutside { return EntryPath(below: Array(path.name.dropFirst("root/".count).utf8)) }
    let full = Array("\(world)/\(path.name)".dropFirst().utf8)
    let cut = full.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return EntryPath(tree: .system, folder: Array(full[..<cut]), name: Array(full[(cut + 1)...]))
  }

  private static func state(_ side: Path.Side?) -> FileState {
    guard let side else { return .absent }
    if side.isLink, let content = side.content { return .link(to: Array(content.utf8)) }
    let attributes = Attributes(mode: FileMode(bits: side.mode), owner: side.owner, group: Int(getegid()))
    guard let content = side.content else { return .directory(attributes, modified: 0) }
    return .file(
      attributes, size: content.utf8.count, hash: SHA256Digest(of: Array(content.utf8)), modified: 0)
  }
}
