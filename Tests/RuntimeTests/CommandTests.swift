import Deploy
import Glibc
import Plan
import TestSupport
import Testing
import Transaction

struct CommandTests {
  @Test(arguments: Shell.allCases)
  func aDaemonThatKeepsItsOutputOpenDoesNotHangTheRun(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let daemon = "exec -a \(workshop.folder)/daemon /bin/sleep 1000"
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: \"/bin/bash -c '\(daemon)' & echo $! >pid\" }", texts: ["a": "new\n"])
    #expect(trial.isCommitted, "\(trial)")
    let pid = try #require(pid_t(try workshop.read("pid").filter(\.isNumber)))
    #expect(kill(pid, SIGKILL) == 0, "the daemon did not outlive the run")
  }

  @Test(arguments: Shell.allCases)
  func aCommandThatIgnoresItsEndIsKilledWithAllItStarted(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let command =
      "trap '' TERM; sh -c 'trap \"\" TERM; : \(workshop.folder); while :; do sleep 1; done' & while :; do sleep 1; done"
    try workshop.write(command, to: "hang")
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: 'sh ./hang \(workshop.folder)' }\n    undo: 'true'\n    timeout: 1s",
      texts: ["a": "new\n"])
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: took longer than 1 s and was ended")
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test(arguments: Shell.allCases)
  func aCommandSeesTheAccountsOwnSurroundings(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let own = "\(workshop.folder)/own"
    try Files.write(
      """
      #!/bin/sh
      test -n "${OWN-}" || { OWN=1; LC_ALL=POSIX; PATH=$PATH:/own/tools; export OWN LC_ALL PATH; umask 027; }
      exec \(shell == .busybox ? "\(workshop.folder)/applets/sh" : workshop.shell) "$@"

      """, to: own, mode: 0o755)
    let look =
      "{ pwd; umask; echo $LC_ALL; env | grep ^DEPLOYCTL_ | sort; echo $PATH | grep -c :/own/tools$; cat | wc -c; }"
    let trial = try await workshop.deploy(
      "  - copy: a\n  - restart: { command: '\(look) >../seen' }", texts: ["a": "new\n"], shell: own)
    #expect(trial.isCommitted, "\(trial)")
    let seen = try Files.read("\(workshop.folder)/seen").split(separator: "\n").map { $0.filter { $0 != " " } }
    #expect(
      seen == [
        workshop.root, "0027", "POSIX", "DEPLOYCTL_RUN=\(Workshop.run)", "DEPLOYCTL_SET=\(workshop.set)", "1", "0",
      ])
  }
}
