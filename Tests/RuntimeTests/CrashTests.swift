import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct CrashTests {
  private static let worker = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/worker")"#
  private static let guardian = #"kill -9 $(cut -d" " -f1 "$DEPLOYCTL_SET/control/guardian")"#

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "a", mode: 0o640)
    try workshop.write("old b\n", to: "d/b")
    return workshop
  }

  private func steps(_ command: String) -> String {
    """
      - copy: [a, d/b, new/c]
      - restart: { command: '\(command)' }
        undo: 'true'
    """
  }
  private let texts = ["a": "new a\n", "d/b": "new b\n", "new/c": "new c\n"]

  @Test(arguments: Shell.allCases)
  func theGuardianRevertsWhenTheWorkerIsKilled(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let trial = try await workshop.deploy(steps("\(Self.worker); sleep 1000"), texts: texts)
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.events.contains(.recovering))
    #expect(try Tree(workshop.root) == before)
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test(arguments: Shell.allCases)
  func aRunWithoutWorkerAndGuardianIsToldOfAndRecovered(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let trial = try await workshop.deploy(steps("\(Self.guardian); \(Self.worker)"), texts: texts)
    guard case .ended(.activating, _) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    #expect(try workshop.read("a") == "new a\n")
    let refused = try await workshop.deploy(steps("true"), texts: texts)
    guard case .refused = refused.outcome else {
      Issue.record("\(refused)")
      return
    }
    for _ in 1...2 {
      let recovered = try await workshop.runtime("recover")
      #expect(recovered.status == .exited(0))
      #expect(String(decoding: recovered.output, as: UTF8.self) == "\(Workshop.run): reverted\n")
      #expect(try Tree(workshop.root) == before)
    }
  }

  @Test(arguments: Shell.allCases)
  func aRunWithoutWorkerAndGuardianIsRestoredByHand(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root, times: false)
    _ = try await workshop.deploy(steps("\(Self.guardian); \(Self.worker)"), texts: texts)
    let restored = try await workshop.runtime("restore")
    #expect(restored.status == .exited(0), "\(String(decoding: restored.output + restored.errorOutput, as: UTF8.self))")
    #expect(try Tree(workshop.root, times: false) == before)
    let next = try await workshop.deploy(
      steps("true"), texts.mapValues(SourceFile.init(text:)), run: "next_20260101_000001")
    #expect(next.isCommitted, "\(next)")
  }

  @Test(arguments: Shell.allCases)
  func aWorkerCarriesOnWithoutItsGuardian(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let trial = try await workshop.deploy(
      steps("\(Self.guardian); \(workshop.shell) $DEPLOYCTL_SET/runtime recover $DEPLOYCTL_SET && touch stolen; true"),
      texts: texts)
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("a") == "new a\n")
    #expect(!Files.exists("\(workshop.root)/stolen"), "a run whose worker lives was recovered")
    let lock = "\(workshop.backups)/.lock"
    #expect(try await workshop.eventually { !Files.exists(lock) }, "nobody let go of the lock")
  }

  /// A shell in which the tool kills its parent, a shell of the runtime, at its Nth call below a folder.
  private func mortal(_ workshop: Workshop, _ shell: Shell, tool: String, at number: Int, guardian: Bool) throws
    -> String
  {
    let folder = "\(workshop.folder)/traps-\(tool)-\(number)"
    let real = shell == .busybox ? "\(workshop.folder)/applets/\(tool)" : "/bin/\(tool)"
    let base = shell == .busybox ? "\(workshop.folder)/applets" : "$PATH"
    let inner = shell == .busybox ? "\(workshop.folder)/applets/sh" : workshop.shell
    let also = guardian ? "kill -9 $(cut -d\" \" -f1 \(workshop.set)/control/guardian)\n" : ""
    try Files.write(
      """
      #!/bin/sh
      echo x >>\(folder)/count
      if test "$(wc -l <\(folder)/count)" -eq \(number); then
      \(also)kill -9 $PPID
      exit 1
      fi
      exec \(real) "$@"

      """, to: "\(folder)/\(tool)", mode: 0o755)
    try Files.write(
      "#!/bin/sh\nPATH=\(folder):\(base)\nexport PATH\nexec \(inner) \"$@\"\n", to: "\(folder)/shell", mode: 0o755)
    return "\(folder)/shell"
  }

  private static let points = ["sync", "mv", "rm"].flatMap { tool in (1...(tool == "sync" ? 10 : 2)).map { (tool, $0) }
  }

  /// Wherever a shell of the runtime dies, all is old or all is new once the run is over or recovered.
  @Test(arguments: [Shell.dash, .busybox], points)
  func aDeathAtAnyPointIsAllOldOrAllNew(under shell: Shell, _ point: (tool: String, number: Int)) async throws {
    let failing = point.number % 2 == 0
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let mortal = try mortal(
      workshop, shell, tool: point.tool, at: point.number, guardian: point.number % 4 < 2)
    let trial = try await workshop.deploy(steps(failing ? "exit 1" : "true"), texts: texts, shell: mortal)
    #expect(try await workshop.processesThatStay() == [])
    if Files.exists("\(workshop.set)/runtime") {
      // Twice: the first may die at the same point.
      _ = try await Subprocess.run(mortal, ["\(workshop.set)/runtime", "recover", workshop.set])
      if Files.exists("\(workshop.set)/runtime") {
        let recovered = try await workshop.runtime("recover")
        #expect(recovered.status == .exited(0), "\(String(decoding: recovered.errorOutput, as: UTF8.self))")
      }
    }
    if trial.isCommitted || Files.contents(Array("\(workshop.root)/new/c".utf8)) != nil {
      #expect(!failing)
      #expect(try workshop.read("a") == "new a\n")
      #expect(try workshop.read("d/b") == "new b\n")
      #expect(try Files.read("\(workshop.set)/files/a") == "old a\n")
    } else {
      #expect(try Tree(workshop.root) == before, "\(trial)")
    }
    let next = try await workshop.deploy(
      steps("true"), texts.mapValues { SourceFile(text: $0 + "!") }, run: "next_20260101_000001")
    #expect(next.isCommitted, "after \(trial): \(next)")
  }

  @Test(arguments: Shell.allCases)
  func aRecoveryThatDiesIsTakenUpAgain(under shell: Shell) async throws {
    for number in 1...4 {
      let workshop = try await workshop(shell)
      let before = try Tree(workshop.root)
      _ = try await workshop.deploy(steps("\(Self.guardian); \(Self.worker)"), texts: texts)
      let mortal = try mortal(workshop, shell, tool: "sync", at: number, guardian: false)
      let died = try await Subprocess.run(mortal, ["\(workshop.set)/runtime", "recover", workshop.set])
      #expect(died.status == .signalled(SIGKILL))
      let recovered = try await workshop.runtime("recover")
      #expect(recovered.status == .exited(0))
      #expect(try Tree(workshop.root) == before)
    }
  }

  /// A run that was stuck and whose recovery died is not taken for one that is over.
  @Test(arguments: Shell.allCases)
  func aStuckRunStaysOpenWhenItsRecoveryDies(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: exit 1 }\n    undo: test -e fixed", texts: ["a": "new\n"])
    guard case .ended(.stuck, _) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    let still = try await workshop.runtime("recover")
    #expect(still.status == .exited(5))
    try workshop.write("", to: "fixed")
    let mortal = try mortal(workshop, shell, tool: "sync", at: 2, guardian: false)
    _ = try await Subprocess.run(mortal, ["\(workshop.set)/runtime", "recover", workshop.set])
    let recovered = try await workshop.runtime("recover")
    #expect(recovered.status == .exited(0))
    #expect(try Files.read("\(workshop.set)/journal").contains("state reverted\n"))
  }
}
