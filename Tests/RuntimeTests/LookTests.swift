import Connection
import Crypto
import Deploy
import Plan
import Playbook
import TestSupport
import Testing
import Transaction

/// What the host says of sets and files, and how contents travel.
struct LookTests {
  private static let names: [[UInt8]] =
    [
      "a", " ", "line\nbreak", "ends\n", "-rf", "--", "it's", "\"q\"", "$(touch pwned)", "`touch pwned`", "back\\slash",
      "*", "~", "$N", "@token", "carriage\rreturn", "%s", "né", "1:2", "#5",
    ].map { Array($0.utf8) } + [[0xff], [0xc3], Array(repeating: 120, count: 255)]

  private let set = "p_20260101_000001"

  private func paths() -> [EntryPath] {
    Self.names.flatMap { name in
      [EntryPath(below: name), EntryPath(below: Array("d/".utf8) + name)]
        + [EntryPath(tree: .system, folder: [], name: name)]
    }
  }

  private func content(_ path: EntryPath) -> [UInt8] { Array("\(path.tree) ".utf8) + path.bytes + [0, 10] }

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    for path in paths() {
      try Files.write(
        content(path), to: Array("\(workshop.backups)/\(set)/\(path.tree.rawValue)/".utf8) + path.bytes)
    }
    return workshop
  }

  private func session<Result>(_ workshop: Workshop, _ body: (Session) async throws -> Result) async throws -> Result {
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    do {
      let result = try await body(session)
      await session.close()
      return result
    } catch {
      await session.close()
      throw error
    }
  }

  private func states(_ workshop: Workshop, _ paths: [LookPath]) async throws -> [FileState] {
    try await session(workshop) { session in
      var request = LookRequest(try workshop.target())
      request.states(of: paths, at: request.folder(of: set), as: 7)
      return try await session.look(request).states(of: 7, count: paths.count)
    }
  }

  @Test(arguments: Shell.allCases)
  func everyNameIsHashedAndFetched(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.folder, without: [])
    let paths = paths()
    let states = try await states(workshop, paths.map { LookPath($0) })
    #expect(states.map(\.hash) == paths.map { SHA256Digest(of: content($0)) })
    try await session(workshop) { session in
      let base = LookRequest(try workshop.target()).folder(of: set)
      let files = paths.map { path in
        ContentsRequest.File(
          LookPath(path), at: base, size: content(path).count, hash: SHA256Digest(of: content(path)))
      }
      let contents = try await session.contents(of: files, on: try workshop.target())
      #expect(contents == paths.map { content($0) })
    }
    #expect(try Tree(workshop.folder, without: []) == before)
  }

  @Test(arguments: Shell.allCases)
  func namesInAFolderComeAsTheyAre(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let folder = Array("\(workshop.backups)/\(set)/evidence/".utf8)
    for name in Self.names { try Files.write(name, to: folder + name) }
    try Files.makeFolder("\(workshop.backups)/\(set)/evidence/folder")
    try await Tool.run("/bin/ln", ["-s", "a", "\(workshop.backups)/\(set)/evidence/link"])
    let names = try await session(workshop) { session in
      var request = LookRequest(try workshop.target())
      request.names(in: "\(set)/evidence", as: "k")
      request.names(in: "\(set)/nothing", as: "n")
      return try await session.look(request).names
    }
    #expect(Set(names["k"] ?? []) == Set(Self.names))
    #expect(names["n"] == nil)
  }

  @Test(arguments: Shell.allCases)
  func whatIsNoSavedFileIsSaidAndNothingIsFollowed(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let folder = "\(workshop.backups)/\(set)"
    try Files.write("here\n", to: "\(folder)/files/d/a")
    try Files.write("outside\n", to: "\(workshop.folder)/outside/a")
    try Files.makeFolder("\(folder)/files/folder")
    for (link, place) in [("files/l", "outside"), ("files/d/l", "outside/a"), ("system", "outside")] {
      try await Tool.run("/bin/ln", ["-s", "\(workshop.folder)/\(place)", "\(folder)/\(link)"])
    }
    try await Tool.run("/usr/bin/mkfifo", ["\(folder)/files/pipe"])
    let paths = ["d/a", "l/a", "d/l", "folder", "pipe", "d/none", "none/none"].map { EntryPath(below: Array($0.utf8)) }
    let system = [EntryPath(tree: .system, folder: [], name: Array("a".utf8))]
    let states = try await states(workshop, (paths + system).map { LookPath($0) })
    #expect(states[0].hash == SHA256Digest(of: Array("here\n".utf8)))
    #expect(states[1...2] == [.link(to: nil), .link(to: nil)])
    if case .directory = states[3] {} else { Issue.record("\(states[3])") }
    #expect(states[4...] == [.other, .absent, .absent, .link(to: nil)])

    let contents = try await session(workshop) { session in
      let base = LookRequest(try workshop.target()).folder(of: set)
      let files = (paths + system).map {
        ContentsRequest.File(LookPath($0), at: base, size: 5, hash: SHA256Digest(of: Array("here\n".utf8)))
      }
      var contents: [[UInt8]?] = []
      for file in files { contents += try await session.contents(of: [file], on: try workshop.target()) }
      return contents
    }
    #expect(contents == [Array("here\n".utf8)] + [[UInt8]?](repeating: nil, count: 7))
  }

  /// A set that is itself a link leads out of the backup folder.
  @Test(arguments: Shell.allCases)
  func aSetThatIsALinkIsNotFollowed(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.write("outside\n", to: "\(workshop.folder)/outside/files/a")
    try Files.makeFolder(workshop.backups)
    try await Tool.run("/bin/ln", ["-s", "\(workshop.folder)/outside", "\(workshop.backups)/\(set)"])
    #expect(try await states(workshop, [LookPath(EntryPath(below: Array("a".utf8)))]) == [.link(to: nil)])
  }

  /// The bytes are counted before they are read, so what becomes of a file meanwhile must not shift the others.
  @Test(arguments: Shell.allCases)
  func aFileThatChangesWhileItIsReadSpoilsNoOther(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    // What is missing comes as zeros, so that the last byte must be none.
    let bulk = Bulk.noise((9 << 20) - 1) + [1]
    let names = ["large", "longer", "shorter", "small", "empty"]
    let wanted: [[UInt8]] = [bulk, Array("one\n".utf8), Array("two\n".utf8), Array("three\n".utf8), []]
    for (name, content) in zip(names, wanted) { try Files.write(content, to: Array("\(workshop.root)/\(name)".utf8)) }
    let files = zip(names, wanted).map { name, content in
      ContentsRequest.File(
        LookPath(EntryPath(below: Array(name.utf8))), at: .live, size: content.count, hash: SHA256Digest(of: content))
    }
    try await session(workshop) { session in
      let target = try workshop.target()
      #expect(try await session.contents(of: files, on: target) == wanted)
      try workshop.write("one and more\n", to: "longer")
      try Files.write(Array(bulk.dropLast()), to: Array("\(workshop.root)/large".utf8))
      let changed = try await session.contents(of: files, on: target)
      #expect(changed[0] == nil && changed[1] == nil)
      #expect(changed[4] == [])
      // The session goes on: nothing of a file was taken for an answer.
      try Files.write(bulk, to: Array("\(workshop.root)/large".utf8))
      try workshop.write("one\n", to: "longer")
      #expect(try await session.contents(of: files, on: target) == wanted)
    }
  }

  @Test(arguments: Shell.allCases)
  func aFileIsGivenAsItIs(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let folder = "\(workshop.backups)/\(set)"
    let bulk = Bulk.noise(3 << 20)
    try Files.write(bulk, to: Array("\(folder)/manifest".utf8))
    try Files.write("", to: "\(folder)/empty")
    try await Tool.run("/bin/ln", ["-s", "manifest", "\(folder)/link"])
    try await Tool.run("/usr/bin/truncate", ["-s", "3G", "\(folder)/large"])
    let answers = try await session(workshop) { session in
      var request = LookRequest(try workshop.target())
      for name in ["manifest", "empty", "link", "large", "none"] { request.give("\(set)/\(name)", as: name) }
      request.sizes(of: [set, "not plain"])
      return try await session.look(request)
    }
    #expect(answers.given == ["manifest": bulk, "empty": []])
    #expect(answers.notGiven == ["link": "link", "large": "large", "none": "absent"])
    #expect((3072...3200).contains(answers.sizes[set] ?? 0), "\(answers.sizes)")
  }

  @Test func aRootThatCannotBeEnteredIsNoReasonToReadElsewhere() async throws {
    let workshop = try await Workshop(.dash)
    Files.remove(workshop.root)
    await #expect(throws: HostError.self) {
      try await session(workshop) { session in
        var request = LookRequest(try workshop.target())
        request.states(of: [LookPath(EntryPath(below: Array("etc/passwd".utf8)))], at: .live, as: 0)
        _ = try await session.look(request)
      }
    }
  }
}
