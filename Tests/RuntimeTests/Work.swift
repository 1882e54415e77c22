import Connection
import Crypto
import Deploy
import Glibc
import Plan
import Playbook
import TestSupport
import Transaction

/// A transaction put together by hand, for what the playbook language cannot say: names that are not text, and acts
/// in the moment between two requests.
struct Work {
  let workshop: Workshop
  var entries: [Entry] = []
  var run = Workshop.run
  var steps: [[Verb]] = []
  var awaitSeconds: Int?
  var confirmSeconds: Int?
  var maySendPacked = false

  init(_ workshop: Workshop) { self.workshop = workshop }

  /// Replaces or makes a file below the root; nil removes it.
  mutating func add(_ path: [UInt8], _ content: [UInt8]?, savedBy run: String? = nil) throws {
    let old = try state(of: path)
    let new: FileState =
      content.map {
        .file(
          old.attributes ?? Attributes(mode: FileMode(bits: 0o644), owner: 0, group: 0), size: $0.count,
          hash: SHA256Digest(of: $0), modified: 0)
      } ?? .absent
    let payload: Entry.Payload = run.map { .saved(run: $0) } ?? content.map { .upload($0) } ?? .none
    entries.append(Entry(path: EntryPath(below: path), old: old, new: new, payload: payload, diff: nil))
    entries.sort { $0.path < $1.path }
  }

  /// Makes a folder below the root.
  mutating func add(folder path: [UInt8], mode: UInt16 = 0o755) {
    let new = FileState.directory(Attributes(mode: FileMode(bits: mode), owner: 0, group: 0), modified: 0)
    entries.append(Entry(path: EntryPath(below: path), old: .absent, new: new, payload: .none, diff: nil))
    entries.sort { $0.path < $1.path }
  }

  var numbers: [Int] { Array(1..<(entries.count + 1)) }

  /// The numbers of the entries that are files afterwards.
  var files: [Int] { numbers.filter { entries[$0 - 1].new.hash != nil } }

  /// One step that gives the staged files their owner and mode, and moves everything into place.
  mutating func putAll(fetchedFrom run: String? = nil) {
    var verbs: [Verb] = []
    if let run { verbs.append(.fetch(from: RunID(run), files)) }
    for number in files {
      guard let attributes = entries[number - 1].new.attributes else { continue }
      verbs.append(.own("\(attributes.owner):\(attributes.group)", [number]))
      verbs.append(.mode(attributes.mode, [number]))
    }
    steps.append(verbs + [.put(numbers)])
  }

  static func restart(_ command: String, undo: String = "") -> Verb {
    .service(.restart, ["command", "300", ShellWord(undo), ShellWord(command), ""])
  }

  var request: [UInt8] {
    get throws { try shipment.whole }
  }

  var shipment: Shipment {
    get throws {
      let root = Array(workshop.root.utf8)
      var script = Script(
        run: RunID(run), root: root,
        steps: steps.enumerated().map { Script.Step(number: $0 + 1, place: "trial.yml:\($0)", title: "t", verbs: $1) },
        awaitSeconds: confirmSeconds == nil ? awaitSeconds : nil)
      if let awaitSeconds, let confirmSeconds { script = script.waiting(awaitSeconds, confirm: confirmSeconds) }
      let plan = Plan(try workshop.target(), entries: entries, steps: [])
      return PrepareRequest(
        plan: plan, run: RunID(run), script: script, by: "tester@here", documents: [], maySendPacked: maySendPacked
      ).shipment
    }
  }

  struct Ending {
    var refusals: [String] = []
    var events: [Event] = []
    var state = SetSummary.State.none
  }

  /// Prepares, lets it go, and follows it to the verdict.
  func carryOut(_ orders: Orders = Orders(), betweenPreparedAndGo act: () throws -> Void = {}) async throws -> Ending {
    var ending = Ending()
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    if case .refused(let replies) = try await session.ask(request) {
      ending.refusals = replies.map(\.text).filter { !$0.isEmpty }
      return ending
    }
    try act()
    _ = try await session.ask(Array("go\n".utf8))
    ending.state = try await session.follow(orders) { ending.events.append($0) }
    return ending
  }

  private func state(of path: [UInt8]) throws -> FileState {
    let full = Array("\(workshop.root)/".utf8) + path
    var status = stat()
    let found = (full.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { lstat($0, &status) } ?? -1
    }
    guard found == 0 else { return .absent }
    let attributes = Attributes(
      mode: FileMode(bits: UInt16(status.st_mode & 0o7777)), owner: Int(status.st_uid), group: Int(status.st_gid))
    if status.st_mode & S_IFMT == S_IFDIR { return .directory(attributes, modified: status.st_mtim.tv_sec) }
    let content = try Files.read(full)
    return .file(
      attributes, size: content.count, hash: SHA256Digest(of: content), modified: status.st_mtim.tv_sec)
  }
}

extension EntryPath {
  /// A path relative to the root.
  init(below path: [UInt8]) {
    let slash = UInt8(ascii: "/")
    if let cut = path.lastIndex(of: slash) {
      self.init(tree: .files, folder: Array(path[..<cut]), name: Array(path[(cut + 1)...]))
    } else {
      self.init(tree: .files, folder: [UInt8(ascii: ".")], name: path)
    }
  }
}
