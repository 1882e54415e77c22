import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Restarts that could not happen, since the service manager did not answer or the power went.
struct OwedTests {
  private static let steps = """
      - copy: a
      - restart: { systemd: svc }
      - healthy: { systemd: svc, within: 2s }
    """
  private static let death =
    #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/guardian"); kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/worker")"#

  @Test(arguments: Shell.allCases)
  func aRollbackWithoutTheServiceManagerPutsTheFilesBackAndOwesTheRestart(under shell: Shell) async throws {
    let manager = try await Manager(shell)
    let workshop = manager.workshop
    #expect(try await manager.deploy(Self.steps, "new\n", run: "one_20260101_000001").isCommitted)
    #expect(try manager.restarts() == ["svc new"])
    try manager.fail()
    let back = try await manager.rollBack()
    #expect(back.isCommitted, "\(back)")
    #expect(back.events.contains { if case .owed(step: 2, _) = $0 { true } else { false } }, "\(back.events)")
    #expect(try workshop.read("a") == "old\n")
    #expect(try manager.owed().map(\.title) == ["restart svc"])
    #expect(ExitCode([back.outcome]) == .needsPerson)

    let still = try await manager.deploy("  - copy: a\n", "newer\n", run: "two_20260101_000002")
    #expect(still.isCommitted, "what cannot be done yet is no reason to refuse: \(still)")
    #expect(try manager.owed().count == 1)
    try manager.mend()
    let same = try await manager.deploy(Self.steps, "newer\n", run: "three_20260101_000003")
    #expect(same.isCommitted, "nothing but the owed restart is to be done: \(same)")
    #expect(try manager.restarts() == ["svc new", "svc newer"])
    #expect(try manager.owed() == [])
  }

  @Test(arguments: Shell.allCases)
  func aPlaybookThatDoesNotKnowTheServicePaysToo(under shell: Shell) async throws {
    let manager = try await Manager(shell)
    #expect(try await manager.deploy(Self.steps, "new\n", run: "one_20260101_000001").isCommitted)
    try manager.fail()
    #expect(try await manager.rollBack().isCommitted)
    try manager.mend()
    let other = try await manager.deploy("  - copy: a\n", "old\n", run: "two_20260101_000002")
    #expect(other.isCommitted, "\(other)")
    #expect(try manager.restarts() == ["svc new", "svc old"])
    #expect(try manager.owed() == [])
  }

  /// Where the power goes between the files and the restart, what the boot starts has the new files.
  @Test(arguments: Shell.allCases, [true, false])
  func aServiceThatBootedWithTheNewFilesIsRestarted(under shell: Shell, isBooted: Bool) async throws {
    let manager = try await Manager(shell)
    try await manager.die(isBooted: isBooted)
    let recovered = try await manager.recover()
    #expect(recovered.status == .exited(0), "\(String(decoding: recovered.output, as: UTF8.self))")
    #expect(try manager.workshop.read("a") == "old\n")
    #expect(try manager.restarts() == (isBooted ? ["svc old"] : []))
    #expect(try manager.owed() == [])
  }

  @Test(arguments: Shell.allCases)
  func aRecoveryThatCannotRestartOwesIt(under shell: Shell) async throws {
    let manager = try await Manager(shell)
    try await manager.die(isBooted: true)
    try manager.fail()
    let recovered = try await manager.recover()
    #expect(recovered.status == .exited(5), "\(String(decoding: recovered.output, as: UTF8.self))")
    #expect(String(decoding: recovered.output, as: UTF8.self).contains("reverted\na restart is owed"))
    #expect(try manager.owed().map(\.run) == [Workshop.run])
    try manager.mend()
    let next = try await manager.deploy("  - copy: a\n", "old\n", run: "two_20260101_000002")
    #expect(next.isCommitted, "\(next)")
    #expect(try manager.restarts() == ["svc old"])
    #expect(try manager.owed() == [])
  }

  /// A workshop whose `systemctl` restarts by writing down what the service would have read, or does not answer.
  private struct Manager {
    let workshop: Workshop
    private let shell: String
    private var log: String { "\(workshop.folder)/restarts" }
    private var silence: String { "\(workshop.folder)/silence" }

    init(_ kind: Shell) async throws {
      workshop = try await Workshop(kind)
      let folder = workshop.folder
      let inner = kind == .busybox ? "\(folder)/applets/sh" : workshop.shell
      let base = kind == .busybox ? "\(folder)/applets" : "$PATH"
      try workshop.write("old\n", to: "a")
      try Files.write(
        """
        #!/bin/sh
        test ! -e \(folder)/silence || exit 1
        case "$*" in
        *restart*) for last do :; done; echo "$last $(cat \(folder)/root/a)" >>\(folder)/restarts ;;
        *is-active*) echo active ;;
        *show*) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nResult=success\\n' ;;
        esac

        """, to: "\(folder)/bin/systemctl", mode: 0o755)
      shell = "\(folder)/bin/shell"
      try Files.write(
        "#!/bin/sh\nPATH=\(folder)/bin:\(base)\nexport PATH\nexec \(inner) \"$@\"\n", to: shell, mode: 0o755)
    }

    func fail() throws { try Files.write("", to: silence) }
    func mend() throws { Files.remove(silence) }

    func restarts() throws -> [String] {
      Files.exists(log) ? try Files.read(log).split(separator: "\n").map(String.init) : []
    }

    func owed() throws -> [Owed] {
      let path = "\(workshop.backups)/owed"
      return Files.exists(path) ? Owed.list(of: Array(try Files.read(path).utf8)) : []
    }

    func deploy(_ steps: String, _ text: String, run: String = Workshop.run) async throws -> Trial {
      try await workshop.deploy(steps, ["a": SourceFile(text: text)], run: run, shell: shell)
    }

    func rollBack() async throws -> Trial { try await workshop.rollBack(to: "latest", shell: shell) }

    /// A run whose files are in place and that never came to the restart.
    func die(isBooted: Bool) async throws {
      let steps = "  - copy: a\n  - restart: { command: '\(OwedTests.death)' }\n    undo: 'true'\n"
      let trial = try await deploy(steps + "  - restart: { systemd: svc }", "new\n")
      guard case .ended(.activating, _) = trial.outcome else { throw Mishap("it lives: \(trial)") }
      guard isBooted else { return }
      let journal = "\(workshop.set)/journal"
      let lines = try Files.read(journal).split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        return words[1] == "boot" ? "\(words[0]) boot another" : String(line)
      }
      try Files.write(lines.map { $0 + "\n" }.joined(), to: journal)
    }

    func recover() async throws -> Subprocess.Result {
      try await Subprocess.run(shell, ["\(workshop.set)/runtime", "recover", workshop.set])
    }
  }
}
