import Plan
import TestSupport
import Testing
import Transaction

/// Which words compose is told, under every shell.
///
/// What compose makes of them is tried in the lab.
struct ComposeTests {
  private static let restart = """
      - copy: deploy/b.yml
      - restart: { compose: web, in: deploy, files: [a.yml, b.yml], profiles: [jobs], env_file: p.env, healthy: false }
    """

  @Test(arguments: Shell.allCases)
  func composeIsToldWhatThePlaybookSays(under shell: Shell) async throws {
    let project = try await Project(shell)
    let trial = try await project.deploy(Self.restart)
    #expect(trial.isCommitted, "\(trial)")
    let words = "deploy|lms|deploy/a.yml,deploy/b.yml|jobs|--env-file deploy/p.env"
    #expect(try project.calls() == ["\(words) up -d --no-deps web", "\(words) restart web"])
  }

  @Test(arguments: Shell.allCases)
  func aRevertMeansTheSameProject(under shell: Shell) async throws {
    let project = try await Project(shell)
    let trial = try await project.deploy(Self.restart + "\n  - healthy: { cmd: exit 1, within: 1s }")
    #expect(trial.isReverted, "\(trial)")
    let words = "deploy|lms|deploy/a.yml,deploy/b.yml|jobs|--env-file deploy/p.env"
    let calls = ["\(words) up -d --no-deps web", "\(words) restart web"]
    #expect(try project.calls() == calls + ["image tag sha256:old web"] + calls)
  }

  /// What was stopped has its container as it was, and not started.
  @Test(arguments: Shell.allCases)
  func whatDidNotRunIsMadeAnewAsItWasAndNotStarted(under shell: Shell) async throws {
    let project = try await Project(shell)
    try project.stop()
    let trial = try await project.deploy(Self.restart + "\n  - healthy: { cmd: exit 1, within: 1s }")
    #expect(trial.isReverted, "\(trial)")
    let words = "deploy|lms|deploy/a.yml,deploy/b.yml|jobs|--env-file deploy/p.env"
    #expect(
      try project.calls() == [
        "\(words) up -d --no-deps web", "\(words) restart web", "\(words) stop web",
        "image tag sha256:old web", "\(words) up --no-start --no-deps web",
      ])
  }

  /// A rollback takes the image that the containers had, as long as the host has it.
  @Test(arguments: Shell.allCases, [true, false])
  func aRollbackTakesTheOldImage(under shell: Shell, isThere: Bool) async throws {
    let project = try await Project(shell)
    let steps = "  - copy: deploy/b.yml\n  - restart: { compose: web, rebuild: true, project: lms, healthy: false }"
    let trial = try await project.deploy(steps)
    #expect(trial.isCommitted, "\(trial)")
    let words = "deploy|lms|deploy/a.yml,deploy/b.yml||"
    let restart = ["\(words)up -d --no-deps web", "\(words)restart web"]
    #expect(try project.calls() == ["\(words)build web"] + restart)
    if !isThere { try project.prune() }
    let back = try await project.rollBack()
    #expect(back.isCommitted, "\(back)")
    #expect(try project.calls() == [isThere ? "image tag sha256:old web" : "\(words)build web"] + restart)
  }

  /// Two projects of one folder are told apart by their files; of neither, compose decides.
  @Test(arguments: Shell.allCases)
  func filesTellTheProjectsOfAFolderApart(under shell: Shell) async throws {
    let project = try await Project(shell)
    var number = 0
    func words(_ keys: String) async throws -> [String] {
      number += 1
      let trial = try await project.deploy(
        "  - restart: { compose: web, always: true, healthy: false, \(keys) }", number)
      #expect(trial.isCommitted, "\(keys): \(trial)")
      return try project.calls()
    }
    #expect(try await words("in: deploy, files: b.yml") == ["deploy|lms|deploy/b.yml||restart web"])
    #expect(try await words("in: deploy, files: c.yml") == ["deploy|other|deploy/c.yml||restart web"])
    #expect(try await words("project: other") == ["deploy|other|deploy/c.yml||restart web"])
    #expect(try await words("in: deploy, project: lms") == ["deploy|lms|deploy/a.yml,deploy/b.yml||restart web"])
  }

  /// With no file among the logs.
  @Test(arguments: Shell.allCases, [("an error", false), ("all is well", true)])
  func aGateOnAContainerAloneReadsIt(under shell: Shell, _ said: (line: String, isFine: Bool)) async throws {
    let project = try await Project(shell)
    let trial = try await project.deploy(
      """
        - copy: deploy/b.yml
        - restart: { command: "echo '2099-01-01T00:00:00.000000001Z \(said.line)' >>../said" }
          undo: 'true'
        - logs: { compose: web, project: lms, for: 0s }
      """)
    #expect(trial.isCommitted == said.isFine, "\(trial)")
    if !said.isFine { #expect(trial.failure?.hasPrefix("the log matches") == true, "\(trial)") }
  }

  /// A workshop whose `docker` knows two projects and writes down what compose is told.
  private struct Project {
    let workshop: Workshop
    private let shell: String
    private var log: String { "\(workshop.folder)/calls" }

    init(_ kind: Shell) async throws {
      workshop = try await Workshop(kind)
      let folder = workshop.folder
      let inner = kind == .busybox ? "\(folder)/applets/sh" : workshop.shell
      let base = kind == .busybox ? "\(folder)/applets" : "$PATH"
      for file in ["a.yml", "b.yml", "c.yml", "p.env"] { try workshop.write("old\n", to: "deploy/\(file)") }
      try Files.write(
        """
        #!/bin/sh
        case "$*" in
        version*) echo 24 ;;
        'compose version') ;;
        compose*--profiles) echo jobs ;;
        *config) printf 'services:\\n  web:\\n    build: .\\n' ;;
        'image inspect'*) test ! -e \(folder)/pruned ;;
        tag*) echo "image $*" >>\(folder)/calls ;;
        compose*)
          shift
          echo "$(pwd)|${COMPOSE_PROJECT_NAME-}|${COMPOSE_FILE-}|${COMPOSE_PROFILES-}|$*" >>\(folder)/calls
          ;;
        ps*Label*)
          echo "2.26.1|lms|\(workshop.root)/deploy|\(workshop.root)/deploy/a.yml,\(workshop.root)/deploy/b.yml"
          echo "2.26.1|other|\(workshop.root)/deploy|\(workshop.root)/deploy/c.yml"
          ;;
        ps*project=lms*) echo one ;;
        ps*project=other*) echo two ;;
        logs*) test ! -e \(folder)/said || cat \(folder)/said ;;
        inspect*Config.Labels*) echo 'lms one 2026-01-01T00:00:00Z' ;;
        inspect*Running*) cat \(folder)/running ;;
        inspect*Config.Image*) echo 'one /lms-web-1 sha256:old web' ;;
        esac

        """, to: "\(folder)/bin/docker", mode: 0o755)
      try Files.write("true\n", to: "\(folder)/running")
      shell = "\(folder)/bin/shell"
      try Files.write(
        "#!/bin/sh\nPATH=\(folder)/bin:\(base)\nexport PATH\nexec \(inner) \"$@\"\n", to: shell, mode: 0o755)
    }

    func deploy(_ steps: String, _ number: Int = 1) async throws -> Trial {
      try await workshop.deploy(
        steps, ["deploy/b.yml": SourceFile(text: "new\n")], run: "try_20260101_00000\(number)", shell: shell)
    }

    func rollBack() async throws -> Trial { try await workshop.rollBack(to: "latest", shell: shell) }
    func stop() throws { try Files.write("false\n", to: "\(workshop.folder)/running") }
    func prune() throws { try Files.write("", to: "\(workshop.folder)/pruned") }

    /// What compose was told since the last look, with the root left out of all paths.
    func calls() throws -> [String] {
      guard Files.exists(log) else { return [] }
      defer { Files.remove(log) }
      let text = try Files.read(log).replacing("\(workshop.root)/", with: "")
      return text.split(separator: "\n").map(String.init)
    }
  }
}
