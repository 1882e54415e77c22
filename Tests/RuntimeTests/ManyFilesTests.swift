import Plan
import TestSupport
import Testing
import Transaction

/// So many files that they are hashed in two halves, by openssl where there is one.
struct ManyFilesTests {
  /// The mark that openssl sets before a name is in some of them.
  private static func names(_ count: Int) -> [String] {
    (0..<count).map { $0.isMultiple(of: 3) ? "many/f \($0) *b" : "many/f\($0)" }
  }

  private func work(_ workshop: Workshop) throws -> Work {
    var work = Work(workshop)
    for name in Self.names(150) {
      try workshop.write("old \(name)\n", to: name)
      try work.add(Array(name.utf8), Array("new \(name)\n".utf8))
    }
    work.putAll()
    return work
  }

  @Test(arguments: Shell.allCases)
  func theOneThatChangedIsTold(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var work = try work(workshop)
    for changed in ["many/f 0 *b", "many/f149"] {
      try workshop.write("OLD \(changed)\n", to: changed)
      let ending = try await work.carryOut()
      #expect(ending.refusals == ["changed on the server since the plan was made"], "\(ending)")
      try workshop.write("old \(changed)\n", to: changed)
    }
    work.run = "again_20260101_000000"
    let ending = try await work.carryOut()
    #expect(ending.state == .committed, "\(ending)")
    for name in Self.names(150) { #expect(try workshop.read(name) == "new \(name)\n") }
  }

  /// Of a level, folders come before the files in them: the first half may hold no file at all.
  @Test(arguments: Shell.allCases, [1, 90])
  func aHalfMayHoldFoldersOnly(under shell: Shell, files: Int) async throws {
    let workshop = try await Workshop(shell)
    let folders = (100..<190).map { "site/d\($0)" }
    let texts = Dictionary(uniqueKeysWithValues: folders.suffix(files).map { ("\($0)/f", "text of \($0)\n") })
    let steps = "  - directory: [\(folders.joined(separator: ", "))]\n  - copy: [\(texts.keys.joined(separator: ", "))]"
    let first = try await workshop.deploy(steps, texts: texts)
    #expect(first.isCommitted, "\(first)")
    let again = try await workshop.deploy(steps, texts: texts)
    #expect(again.didNothing, "\(again)")
  }

  /// A shell that finds an openssl which notes what it is asked in a log, and hashes nothing where it is not the tool.
  private func shell(of workshop: Workshop, noting log: String, _ tool: String) throws -> String {
    let isThere = tool == "openssl" ? "exec /usr/bin/openssl \"$@\"" : "echo 'no such digest'; exit 1"
    return try workshop.shell(finding: ["openssl": "echo openssl \"$@\" >>\(log)\n\(isThere)"])
  }

  /// As it is found, as it is staged, and as it was saved.
  @Test(arguments: ["sha256sum", "openssl"])
  func soAreLargeFiles(by tool: String) async throws {
    let workshop = try await Workshop(.dash)
    let log = "\(workshop.folder)/log"
    let shell = try shell(of: workshop, noting: log, tool)
    func text(_ word: String) -> String { String(repeating: "\(word)\n", count: 4_000_000) }
    try workshop.write(text("old"), to: "large")
    let first = try await workshop.deploy("  - copy: large", texts: ["large": text("new")], shell: shell)
    #expect(first.isCommitted, "\(first)")
    #expect(try workshop.read("large") == text("new"))
    let again = try await workshop.deploy("  - copy: large", texts: ["large": text("new")], shell: shell)
    #expect(again.didNothing, "\(again)")
    let calls = try Files.read(log).split(separator: "\n").map(String.init)
    let hashed = ["./large", "new/files/./large", "files/./large"].filter { place in
      calls.contains { $0.contains("/\(place)") || $0.contains(" \(place)") }
    }
    #expect(hashed.count == (tool == "openssl" ? 3 : 0), "\(calls)")
  }

  @Test(arguments: ["sha256sum", "openssl"])
  func theyAreFoundAsWanted(by tool: String) async throws {
    let workshop = try await Workshop(.dash)
    let log = "\(workshop.folder)/log"
    let shell = try shell(of: workshop, noting: log, tool)
    let texts = Dictionary(uniqueKeysWithValues: Self.names(150).map { ($0, "text \($0)\n") })
    let items = texts.keys.sorted().map { "      - '\($0)'\n" }.joined()
    let first = try await workshop.deploy("  - copy:\n\(items)", texts: texts, shell: shell)
    #expect(first.isCommitted, "\(first)")
    let again = try await workshop.deploy("  - copy:\n\(items)", texts: texts, shell: shell)
    #expect(again.didNothing, "\(again)")
    let calls = try Files.read(log).split(separator: "\n").map(String.init)
    #expect(calls.contains { $0.contains("many/f149") } == (tool == "openssl"), "\(calls)")
  }
}
