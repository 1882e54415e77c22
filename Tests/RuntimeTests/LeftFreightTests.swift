import Crypto
import Deploy
import Glibc
import Plan
import TestSupport
import Testing
import Transaction

/// What earlier sessions have left of large contents.
struct LeftFreightTests {
  @Test(arguments: Shell.allCases)
  func whatAKilledControllerBroughtIsUsedByTheNextRun(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await workshop.deploy(LargeSource.file(), losing: [7 * LargeSource.part / 2], reconnectsFor: .zero)
    if case .unreachable = first.trial.outcome {} else { Issue.record("\(first.trial)") }
    #expect(!Files.exists("\(workshop.root)/a"))
    let (file, parts) = try await workshop.leftover()
    // The second part was told of before the fourth was begun, whatever became of the third.
    #expect(parts.starts(with: ["0", "1"]), "\(parts)")
    // Something on the way damaged the first part, which nobody noticed; the fourth was cut short.
    try await workshop.damage(file)
    let second = try await workshop.deploy(LargeSource.file())
    #expect(second.trial.isCommitted, "\(second.trial)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), LargeSource.content))
    let wanted = LargeSource.size - 2 * LargeSource.part...LargeSource.size - LargeSource.part + 1_000_000
    #expect(wanted.contains(second.sent[0]), "\(second.sent)")
    #expect(try await workshop.eventually { !Files.exists("\(workshop.backups)/.incoming") })
    #expect(try await workshop.eventually { try workshop.processes().isEmpty })
  }

  @Test(arguments: Shell.allCases)
  func whatWasTakenUpIsAsYoungAsWhatComes(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    func lose(after parts: Int) async throws {
      let trial = try await workshop.deploy(
        LargeSource.file(), losing: [parts * LargeSource.part / 2], reconnectsFor: .zero)
      if case .unreachable = trial.trial.outcome {} else { Issue.record("\(trial)") }
    }
    try await lose(after: 7)
    let (file, parts) = try await workshop.leftover()
    for path in [file, "\(file).parts"] { _ = try await Tool.run("/usr/bin/touch", ["-d", "2 days ago", path]) }
    // The next one is lost before it brought anything.
    try await lose(after: 1)
    let (_, rest) = try await workshop.leftover()
    #expect(Set(rest).isSuperset(of: parts), "\(parts) \(rest)")
  }

  @Test(arguments: Shell.allCases)
  func whatIsThereNeedsNoRoomTwice(_ shell: Shell) async throws {
    try await Workshop.withDisk("size=44m", shell) { workshop in
      let first = try await workshop.deploy(
        LargeSource.file(), losing: [7 * LargeSource.part / 2], reconnectsFor: .zero)
      if case .unreachable = first.trial.outcome {} else { Issue.record("\(first.trial)") }
      _ = try await workshop.leftover()
      let second = try await workshop.deploy(LargeSource.file())
      #expect(second.trial.isCommitted, "\(second.trial)")
      #expect(second.sent.first.map { $0 < LargeSource.size - LargeSource.part + 1_000_000 } == true, "\(second.sent)")
      #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), LargeSource.content))
    }
  }

  @Test(arguments: Shell.allCases)
  func nothingButHashesIsBelievedOfWhatIsThere(_ shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await workshop.deploy(LargeSource.file(), losing: [7 * LargeSource.part / 2], reconnectsFor: .zero)
    if case .unreachable = first.trial.outcome {} else { Issue.record("\(first.trial)") }
    let (file, parts) = try await workshop.leftover()
    // Longer than the content, and with a list that names the same part often, and what is none.
    let list = (parts + parts + ["", "08", "5", "-1", "junk", "*", "99999999999999999999"]).joined(separator: "\n")
    try Files.write("\(list)\n", to: "\(file).parts")
    _ = try await Tool.run("/usr/bin/truncate", ["-s", "\(6 * LargeSource.part)", file])
    // A link in the place of another one.
    let link = "\(workshop.backups)/.incoming/\(SHA256Digest(of: LargeSource.content)).1.2.3"
    try Files.write("0\n", to: "\(link).parts")
    #expect(symlink("\(workshop.root)/elsewhere", link) == 0)
    try workshop.write("mine\n", to: "elsewhere")
    let second = try await workshop.deploy(LargeSource.file())
    #expect(second.trial.isCommitted, "\(second.trial)")
    #expect(second.sent.first.map { $0 < LargeSource.size - LargeSource.part + 1_000_000 } == true, "\(second.sent)")
    #expect(Bulk.areEqual(try Files.read(Array("\(workshop.root)/a/big".utf8)), LargeSource.content))
    #expect(try workshop.read("elsewhere") == "mine\n")
  }

  @Test(.timeLimit(.minutes(5)), arguments: Shell.allCases)
  func whereNoPartCanBeListedTheReasonIsTold(_ shell: Shell) async throws {
    try await Workshop.withDisk("nr_inodes=300", shell) { workshop in
      try Files.makeFolder("\(workshop.backups)/.incoming")
      let fill = "\(workshop.root)/fill"
      try Files.makeFolder(fill)
      let trial = try await workshop.deploy(LargeSource.file(), reconnectsFor: .zero) {
        var count = 0
        while case let file = open("\(fill)/\(count)", O_CREAT | O_WRONLY, 0o600), file >= 0 {
          close(file)
          count += 1
        }
        // One is left, for the content.
        unlink("\(fill)/0")
      }
      #expect("\(trial.trial)".contains(".parts"), "\(trial.trial)")
      #expect(!Files.exists("\(workshop.root)/a"))
    }
  }

  @Test func whatNobodyCameBackForGoesAfterADay() async throws {
    let workshop = try await Workshop(.busybox)
    let old = "\(workshop.backups)/.incoming/0123.1.2.3"
    try workshop.write("", to: "backups/.incoming/4567.1.2.3")
    try workshop.write("", to: "backups/.incoming/0123.1.2.3")
    try workshop.write("", to: "backups/.incoming/0123.1.2.3.parts")
    for path in [old, "\(old).parts"] { _ = try await Tool.run("/usr/bin/touch", ["-d", "2 days ago", path]) }
    let source = SourceFile(bytes: Array("small\n".utf8), isExecutable: false)
    #expect(try await workshop.deploy("  - copy: small", ["small": source]).isCommitted)
    #expect(Files.names(in: Array("\(workshop.backups)/.incoming".utf8)) == [Array("4567.1.2.3".utf8)])
  }
}
