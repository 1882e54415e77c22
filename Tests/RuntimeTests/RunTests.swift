import Deploy
import Glibc
import Plan
import Playbook
import TestSupport
import Testing
import Transaction

/// Steps that run a command.
struct RunTests {
  private func lines(_ workshop: Workshop) throws -> [String] {
    let log = "\(workshop.folder)/log"
    return Files.exists(log) ? try Files.read(log).split(separator: "\n").map(String.init) : []
  }

  private func verdicts(_ trial: Trial) -> [PlannedStep.Verdict] { trial.plan?.steps.map(\.verdict) ?? [] }

  @Test(arguments: Shell.allCases)
  func aCommandRunsInItsSurroundings(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try Files.makeFolder("\(workshop.root)/sub")
    let trial = try await workshop.deploy(
      """
        - run:
            command: |
              pwd >../../log
              echo "$WHO|$EMPTY|$DEPLOYCTL_RUN" >>../../log
              test -n "$BASH_VERSION" && echo bash >>../../log
              exit 7
            cwd: sub
            env: { WHO: "it's \\"you\\"", EMPTY: "" }
            shell: /bin/bash
            expect: [0, 7]
        - run: pwd >>../log
      """, texts: [:])
    #expect(trial.isCommitted, "\(trial)")
    #expect(
      try lines(workshop) == [
        "\(workshop.root)/sub", "it's \"you\"||\(Workshop.run)", "bash", workshop.root,
      ])
    #expect(verdicts(trial).allSatisfy { if case .unknown = $0 { true } else { false } })
  }

  @Test(arguments: Shell.allCases)
  func whatItPrintsIsToldWhileItRuns(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await workshop.deploy(
      "  - run: 'echo one; until grep -q one backups/*/events; do sleep 0.1; done; seq 300; printf tail'\n    timeout: 20s",
      texts: [:])
    #expect(trial.isCommitted, "the first line was not told before the end: \(trial)")
    let said = trial.events.compactMap { if case .said(1, let line) = $0 { line } else { nil } }
    #expect(said.prefix(3) == ["one", "1", "2"])
    #expect(said.count == 200 && said.last == "(more is in \(workshop.set)/evidence/step-1-run)", "\(said.count)")
    #expect(try Files.read("\(workshop.set)/evidence/step-1-run").hasSuffix("300\ntail"))
  }

  @Test(arguments: Shell.allCases)
  func aCommandThatFailsTakesTheRunBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await workshop.deploy(
      "  - copy: a\n  - run: { command: 'echo why; exit 3', expect: [0, 4] }", texts: ["a": "new\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: exit 3")
    #expect(trial.events.contains(.output(step: 2, "why")))
    #expect(trial.events.contains(.notUndone(step: 2)))
    #expect(ExitCode([trial.outcome]) == .reverted)
    #expect(!Files.exists("\(workshop.root)/a"))
  }

  @Test(arguments: Shell.allCases)
  func aLateCommandIsEndedWithAllItStarted(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sleeper = "exec -a \(workshop.folder)/sleeper /bin/sleep 1000"
    let trial = try await workshop.deploy(
      "  - run: \"/bin/bash -c '\(sleeper)' & /bin/bash -c '\(sleeper)'\"\n    timeout: 1s\n    undo: 'true'",
      texts: [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: took longer than 1 s and was ended")
    #expect(try await workshop.processesThatStay() == [])
  }

  /// Each undo sees the files that its command saw, and the services come last, with the old files.
  @Test(arguments: Shell.allCases)
  func commandsAreUndoneNewestFirstAmongTheirFiles(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a")
    try workshop.write("old\n", to: "b")
    let see = { (word: String) in "echo \(word) $(cat a) $(cat b) >>../log" }
    let trial = try await workshop.deploy(
      """
        - copy: a
        - run: \(see("one"))
          undo: \(see("undo-one")) && cat ${backup}/a >>../log
        - copy: b
        - run: \(see("two"))
          undo: \(see("undo-two"))
        - restart: { command: "\(see("restart"))" }
        - run: exit 1
          undo: \(see("undo-three"))
      """, texts: ["a": "new\n", "b": "new\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(
      try lines(workshop) == [
        "one new old", "two new new", "restart new new", "undo-three new new", "undo-two new new", "undo-one new old",
        "old", "restart old old",
      ])
    #expect(trial.events.filter { if case .takenBack = $0 { true } else { false } }.count == 3)
    #expect(ExitCode([trial.outcome]) == .reverted)
  }

  @Test(arguments: Shell.allCases)
  func anUndoThatFailsNeedsAPersonAndStopsNothingElse(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await workshop.deploy(
      """
        - copy: a
        - run: "true"
          undo: echo first-undone >>../log
        - run: exit 1
          undo: echo why; exit 9
      """, texts: ["a": "new\n"])
    guard case .ended(.stuck, let course) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    #expect(trial.events.contains(.undoFailed(step: 3, "undo: exit 9")))
    #expect(course.undoOutput == [3: ["why"]])
    #expect(try lines(workshop) == ["first-undone"])
    #expect(!Files.exists("\(workshop.root)/a"))
    _ = try await workshop.runtime("recover")
    #expect(try lines(workshop) == ["first-undone"], "what was undone is not undone twice")
  }

  @Test(arguments: Shell.allCases)
  func aCommandThatIsNotNeededDoesNotRun(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let steps = """
        - run: { command: "echo made >>../log; echo >made", creates: made }
        - run: { command: "echo unless >>../log", unless: "test -e made" }
        - run: { command: "echo probe >>../log", probe: "test ! -e made" }
      """
    let first = try await workshop.deploy(steps, texts: [:])
    #expect(first.isCommitted, "\(first)")
    #expect(try lines(workshop) == ["made"], "the other two are asked again when their turn comes")
    #expect(verdicts(first).first == .change)
    #expect(
      verdicts(first).dropFirst() == [
        .unknown("'unless' says it is needed, and is asked again after the steps before it"),
        .unknown("'probe' says it is needed, and is asked again after the steps before it"),
      ])
    let second = try await workshop.deploy(steps, [:], run: "again_20260101_000001")
    #expect(second.didNothing, "\(second)")
    #expect(
      verdicts(second) == [
        .ok("\(workshop.root)/made is there"), .ok("'unless' says it is not needed"),
        .ok("'probe' says it is not needed"),
      ])
  }

  @Test(arguments: Shell.allCases)
  func whatGivesNoAnswerIsUnknown(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await workshop.deploy(
      "  - run: { command: 'echo ran >>../log', probe: 'echo odd; exit 5' }", texts: [:])
    #expect(verdicts(trial) == [.unknown("'probe' gave no answer: exit 5, odd")])
    #expect(trial.failure == "probe: exit 5")
    #expect(trial.isReverted && trial.events.allSatisfy { $0 != .notUndone(step: 1) }, "\(trial)")
    #expect(try lines(workshop) == [])
  }

  /// What looks has nothing of ours in its environment, and no way to keep the probe.
  @Test(arguments: Shell.allCases)
  func aQuestionHasTheAccountsOwnSurroundings(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let look = "env | grep -c '^DEPLOYCTL_' >>../log; cat >>../log; pwd >>../log; echo $A >>../log; exit 1"
    let trial = try await workshop.deploy(
      "  - run: { command: 'true', probe: \"\(look)\", env: { A: b } }", texts: [:])
    #expect(trial.didNothing, "\(trial)")
    #expect(try lines(workshop) == ["0", workshop.root, "b"])
  }

  @Test(arguments: Shell.allCases)
  func aRollbackUndoesCommandsAndCanBeRolledBack(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("1\n", to: "a")
    func deploy(_ number: Int) async throws -> Trial {
      try await workshop.deploy(
        """
          - copy: a
          - logs: { file: quiet.log, for: 1s }
          - run: echo up-\(number) $(cat a) >>../log
            undo: echo down-\(number) $(cat a) $(cat ${backup}/a) >>../log
          - run: { command: "echo never >>../log", creates: a }
            undo: echo never-undone >>../log
          - run: "true"
        """, ["a": SourceFile(text: "\(number)\n")], run: "run\(number)_20260101_00000\(number)")
    }
    #expect(try await deploy(2).isCommitted)
    #expect(try await deploy(3).isCommitted)
    Files.remove("\(workshop.folder)/log")
    let back = try await workshop.rollBack(to: "run2_20260101_000002")
    #expect(back.isCommitted, "\(back)")
    #expect(try lines(workshop) == ["down-3 3 2", "down-2 3 1"])
    #expect(try workshop.read("a") == "1\n")
    #expect(back.plan?.notes.filter { $0.hasSuffix("stays done, since it names no 'undo'") }.count == 2)

    Files.remove("\(workshop.folder)/log")
    let forth = try await workshop.rollBack(to: "latest", run: "rollback_20260101_000010")
    #expect(forth.isCommitted, "\(forth)")
    #expect(try lines(workshop) == ["up-2 3", "up-3 3"])
    #expect(try workshop.read("a") == "3\n")
  }

  @Test(arguments: Shell.allCases)
  func anOrderToAbortEndsTheCommand(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await workshop.deploy(
      "  - run: 'touch \"$DEPLOYCTL_SET/control/abort\"; sleep 1000'\n    timeout: 20s\n    undo: echo undone >>../log",
      texts: [:])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.events.contains(.aborted(step: 1)))
    #expect(try lines(workshop) == ["undone"])
  }
}
