import Glibc
import Plan
import Playbook
import TestSupport
import Testing
import Transaction

/// One step's commands run as another account, from a run that is root's.
@Suite(.enabled(if: getuid() == 0)) struct StepAccountTests {
  private func said(_ workshop: Workshop, _ step: String) throws -> [String] {
    try Files.read("\(workshop.set)/evidence/\(step)").split(separator: "\n").map(String.init)
  }

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try #require(chmod(workshop.folder, 0o755) == 0)
    return workshop
  }

  @Test(arguments: Shell.allCases)
  func itsCommandsAreThatAccountsAndNoOthers(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let look = "id -un; id -Gn; echo $HOME $USER $LOGNAME; pwd; echo $DEPLOYCTL_RUN; echo \\\"it's\\\""
    let trial = try await workshop.deploy(
      """
        - copy: a
        - restart: { command: "\(look)", status: "id -un" }
          become: daemon
        - healthy: { cmd: "id -un; test $(id -u) -ne 0" }
          become: daemon
        - restart: { command: "id -un" }
      """, texts: ["a": "new\n"])
    #expect(trial.isCommitted, "\(trial)")
    #expect(
      try said(workshop, "step-2-restart") == [
        "daemon", "daemon", "/usr/sbin daemon daemon", workshop.root, Workshop.run, "it's",
      ])
    #expect(try said(workshop, "step-2-restart-status") == ["daemon"])
    #expect(try said(workshop, "check") == ["daemon"])
    #expect(try said(workshop, "step-4-restart") == ["root"])
  }

  /// What root has open would let the account write where only root may.
  @Test(arguments: Shell.allCases)
  func itHasNothingOpenThatIsRoots(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let trial = try await workshop.deploy(
      """
        - copy: a
        - restart: { command: 'for one in /proc/$$/fd/*; do readlink "$one"; done; true' }
          become: daemon
      """, texts: ["a": "new\n"])
    #expect(trial.isCommitted, "\(trial)")
    #expect(
      try said(workshop, "step-2-restart") == [
        "/dev/null", "\(workshop.set)/evidence/step-2-restart", "\(workshop.set)/evidence/step-2-restart",
      ])
  }

  @Test(arguments: Shell.allCases)
  func itsUndoIsThatAccountsToo(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let trial = try await workshop.deploy(
      """
        - copy: a
        - start:
            command: |
              true
              false ||
              exit 3
          undo: id -un
          become: daemon
      """, texts: ["a": "new\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: exit 3")
    #expect(try said(workshop, "step-2-undo") == ["daemon"])
  }

  @Test(arguments: Shell.allCases)
  func aLateCommandIsEndedWithAllItStarted(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let sleeper = "exec -a \(workshop.folder)/sleeper /bin/sleep 1000"
    let trial = try await workshop.deploy(
      """
        - copy: a
        - restart: { command: "/bin/bash -c '\(sleeper)' & /bin/bash -c '\(sleeper)'" }
          become: daemon
          timeout: 1s
          undo: 'true'
      """, texts: ["a": "new\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: took longer than 1 s and was ended")
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test(arguments: [
    ("  - copy: a\n    become: daemon", "'become' in a step is for commands: 'owner' and 'group' in 'copy' say"),
    ("  - healthy: { tcp: 22 }\n    become: daemon", "'become' in a step is for commands: units and services are"),
    ("  - logs: { file: x }\n    become: daemon", "'become' in a step is for commands: logs are read as"),
    ("  - restart: { command: 'true' }\n    become: not-here", "there is no account not-here on the host"),
    (
      "  - restart: { command: 'cat ${backup}/a' }\n    become: daemon",
      "the command uses ${backup}, which only root can enter"
    ),
    (
      "  - restart: { command: 'true' }\n    undo: 'cat ${backup}/a'\n    become: daemon",
      "the command uses ${backup}, which only root can enter"
    ),
  ])
  func whatCannotBeIsRefusedBeforeAnythingChanges(_ step: String, _ reason: String) async throws {
    let workshop = try await workshop(.dash)
    let trial = try await workshop.deploy("  - copy: b\n\(step)", texts: ["a": "new\n", "b": "new\n"])
    #expect(trial.objections.contains { $0.hasPrefix(reason) }, "\(trial)")
    #expect(!Files.exists("\(workshop.root)/b"))
  }
}
