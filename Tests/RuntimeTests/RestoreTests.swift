import Connection
import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct RestoreTests {
  private func deployed(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a")
    try workshop.write("old b\n", to: "b")
    let trial = try await workshop.deploy(
      "  - copy: [a, b, new/c]\n  - restart: { command: 'true' }",
      texts: ["a": "new a\n", "b": "new b\n", "new/c": "new c\n"])
    try #require(trial.isCommitted, "\(trial)")
    return workshop
  }

  private func lines(_ result: Subprocess.Result) -> [String] {
    String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(arguments: Shell.allCases)
  func itSaysWhatItDidWithEachFile(under shell: Shell) async throws {
    let workshop = try await deployed(shell)
    try workshop.write("edited\n", to: "b")
    let result = try await workshop.runtime("restore")
    #expect(result.status == .exited(0))
    #expect(
      lines(result) == [
        "restored  ./a", "restored  ./b", "kept aside \(workshop.set)/aside/2", "removed  ./new", "removed  ./new/c",
        "the services of this run, to be restarted by you:", "service restart command 120 '' true ''",
      ])
    #expect(try workshop.read("a") == "old a\n")
    #expect(try workshop.read("b") == "old b\n")
    #expect(try Files.read("\(workshop.set)/aside/2") == "edited\n")
    #expect(!Files.exists("\(workshop.root)/new"))

    try workshop.write("edited again\n", to: "b")
    _ = try await workshop.runtime("restore")
    #expect(try Files.read("\(workshop.set)/aside/2") == "edited\n")
    #expect(try Files.read("\(workshop.set)/aside/2+") == "edited again\n")

    let again = try await workshop.runtime("restore")
    #expect(lines(again) == ["everything is already as it was before \(Workshop.run)"])
  }

  @Test(arguments: Shell.allCases)
  func whatCannotBeRestoredIsSaid(under shell: Shell) async throws {
    let workshop = try await deployed(shell)
    Files.remove("\(workshop.set)/files/a")
    let result = try await workshop.runtime("restore")
    #expect(result.status == .exited(5))
    #expect(lines(result).contains("NOT restored  ./a"))
    #expect(!lines(result).contains("restored  ./a"))
    #expect(try workshop.read("b") == "old b\n")
  }

  @Test func aCopiedSetRestoresTheSamePaths() async throws {
    let workshop = try await deployed(.dash)
    let copy = "\(workshop.folder)/elsewhere/set"
    try Files.makeFolder("\(workshop.folder)/elsewhere")
    try await Tool.run("/bin/cp", ["-a", workshop.set, copy])
    Files.remove(workshop.backups)
    try await Tool.run("/bin/sh", ["-c", "cd / && CDPATH=\(workshop.folder) && export CDPATH && sh \(copy)/restore"])
    #expect(try workshop.read("a") == "old a\n")
    #expect(!Files.exists("\(workshop.root)/new"))
    #expect(Files.names(in: Array("\(workshop.folder)/elsewhere".utf8)) == [Array("set".utf8)])
  }

  /// Whoever saved a set without its journal must not lose what it holds by the wrong word.
  @Test(arguments: Shell.allCases)
  func aSetWithoutItsJournalKeepsWhatItSaved(under shell: Shell) async throws {
    let workshop = try await deployed(shell)
    for name in ["journal", "control/guardian", "control/worker"] { Files.remove("\(workshop.set)/\(name)") }
    let recovered = try await workshop.runtime("recover")
    #expect(recovered.status == .exited(0), "\(recovered)")
    #expect(try Files.read("\(workshop.set)/files/a") == "old a\n")
  }

  /// A restore of such a set stages, which a set in preparation does too.
  @Test(arguments: ["recover", "restore"])
  func aRestoreThatWasCutOffIsNotTakenForAPreparation(way: String) async throws {
    let workshop = try await deployed(.dash)
    try workshop.write("edited\n", to: "b")
    for name in ["journal", "control"] { Files.remove("\(workshop.set)/\(name)") }
    let tools = "\(workshop.folder)/cut"
    try Files.makeFolder(tools)
    try Files.write("#!/bin/sh\nkill -9 $PPID\n", to: "\(tools)/cp", mode: 0o755)
    let words = ["PATH=\(tools):/usr/bin:/bin", "/bin/dash", "\(workshop.set)/runtime", "restore", workshop.set]
    let cut = try await Subprocess.run("/usr/bin/env", words, deadline: .now + .seconds(60))
    try #require(cut.status == .signalled(SIGKILL), "\(cut)")
    try #require(Files.exists("\(workshop.set)/new"))
    let result = try await workshop.runtime(way)
    #expect(result.status == .exited(0), "\(result)")
    #expect(try Files.read("\(workshop.set)/files/a") == "old a\n")
    try await Tool.run("/bin/grep", ["-r", "-q", "-x", "edited", "\(workshop.set)/aside"])
  }

  /// Its lines are synced with the first act, so a power cut may take all of them.
  @Test(arguments: Shell.allCases, ["recover", "restore"])
  func aPreparedSetThatLostItsJournalIsDropped(under shell: Shell, by way: String) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a")
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array("new\n".utf8))
    work.putAll()
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    _ = try await session.ask(work.request)
    // A session that only ends takes its set with it.
    let record = try Files.target(of: "\(workshop.backups)/.lock").split(separator: ":")
    let pid = try #require(pid_t(record[3]))
    try #require(kill(pid, SIGKILL) == 0)
    await session.close()
    Files.remove("\(workshop.set)/journal")
    // What somebody writes then is not what the run has changed.
    try workshop.write("theirs\n", to: "a")
    let recovered = try await workshop.runtime(way)
    #expect(recovered.status == .exited(0), "\(recovered)")
    #expect(!Files.exists(workshop.set))
    #expect(try workshop.read("a") == "theirs\n")
  }
}
