import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct HostileNameTests {
  private static let texts = [
    " ", "  two  spaces  ", "it's", "\"quoted\"", "line\nbreak", "ends in newline\n", "\n", "$(touch pwned)",
    "`touch pwned`",
    "back\\slash", "ends in backslash\\", "-rf", "--", "-", "*", "?[a-z]*", "carriage\rreturn", "tab\t", "\u{7f}",
    "~", "~root", "=", "N", "$N", "#", "&", ";ls", "|", ">x", "!", "{a,b}", ".hidden", "...", "%s%n", "@token",
    "file:0644", "né", "日本語", "CON", "new", "aside", "manifest", "1:2:3",
  ]

  /// Every byte that a name may hold, alone and in the middle.
  private static let names: [[UInt8]] =
    texts.map { Array($0.utf8) }
    + (1...255).filter { $0 != UInt8(ascii: "/") }.map { [UInt8(ascii: "a"), $0, UInt8(ascii: "z")] }
    + [
      [0xff], [0xc3], [0x81], [0x88], [0xe2, 0x82], Array(repeating: 0xe9, count: 255),
      Array(repeating: 120, count: 255),
    ]

  /// All names at the top, and one file in a folder of each of some names.
  private static let paths: [[UInt8]] =
    names.map { Array("d/".utf8) + $0 }
    + names.filter { $0.count < 40 }.prefix(80).map { Array("f/".utf8) + $0 + [UInt8(ascii: "/")] + $0 }

  private func content(_ path: [UInt8], _ word: String) -> [UInt8] { Array(word.utf8) + path + [0, 10] }

  private func write(_ word: String, in workshop: Workshop) throws {
    for path in Self.paths { try Files.write(content(path, word), to: Array("\(workshop.root)/".utf8) + path) }
  }

  private func isEverywhere(_ word: String, in base: String) throws -> Bool {
    try Self.paths.allSatisfy { try Files.read(Array("\(base)/".utf8) + $0) == content($0, word) }
  }

  @Test(arguments: Shell.allCases)
  func everyNameIsCopiedBackedUpAndRestored(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try write("old", in: workshop)
    // busybox keeps whole seconds only when it copies a time.
    let before = try Tree(workshop.root, times: shell != .busybox)
    var work = Work(workshop)
    for path in Self.paths { try work.add(path, content(path, "new")) }
    work.putAll()
    let ending = try await work.carryOut()
    #expect(ending.state == .committed, "\(ending)")
    #expect(try isEverywhere("new", in: workshop.root))
    #expect(try isEverywhere("old", in: "\(workshop.set)/files"))
    #expect(try isEverywhere("new", in: "\(workshop.backups)/deployed/files"))

    var back = Work(workshop)
    back.run = "back_20260101_000001"
    for path in Self.paths { try back.add(path, content(path, "old"), savedBy: Workshop.run) }
    back.putAll(fetchedFrom: Workshop.run)
    let fetched = try await back.carryOut()
    #expect(fetched.state == .committed, "\(fetched)")
    #expect(try isEverywhere("old", in: workshop.root))

    let undone = try await workshop.runtime("restore", "\(workshop.backups)/\(back.run)")
    #expect(undone.status == .exited(0))
    #expect(try isEverywhere("new", in: workshop.root))
    let restored = try await workshop.runtime("restore")
    #expect(restored.status == .exited(0), "\(String(decoding: restored.output, as: UTF8.self))")
    #expect(try Tree(workshop.root, times: shell != .busybox).leaves.count == before.leaves.count)
    #expect(try isEverywhere("old", in: workshop.root))
    #expect(!Files.exists("\(workshop.root)/pwned"))
  }

  @Test(arguments: Shell.allCases)
  func everyNameIsReverted(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.makeFolder("\(workshop.root)/d")
    try Files.makeFolder("\(workshop.root)/f")
    for path in Self.paths.enumerated().filter({ $0.offset % 3 == 0 }).map(\.element) {
      try Files.write(content(path, "old"), to: Array("\(workshop.root)/".utf8) + path)
    }
    let before = try Tree(workshop.root)
    var work = Work(workshop)
    for name in Self.names.filter({ $0.count < 40 }).prefix(80) {
      let folder = Array("f/".utf8) + name
      if Files.names(in: Array("\(workshop.root)/".utf8) + folder) == nil { work.add(folder: folder) }
    }
    for path in Self.paths { try work.add(path, content(path, "new")) }
    work.putAll()
    work.steps.append([Work.restart("exit 1", undo: "true")])
    let ending = try await work.carryOut()
    #expect(ending.state == .reverted, "\(ending)")
    #expect(try Tree(workshop.root) == before)
  }
}
