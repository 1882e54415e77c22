import Glibc
import TestSupport
import Testing

/// Checkouts that cannot be moved, and remotes that do not answer.
struct CheckoutRefusalTests {
  private func sample(_ workshop: Workshop) async throws -> GitSample {
    rmdir(workshop.root)
    return try await GitSample(in: workshop.folder, checkout: workshop.root, ["a": "one\n", "below/b": "b\n"])
  }

  /// A submodule in the index of a repository, which is all that git looks at to know of one.
  private func addSubmodule(_ git: (String...) async throws -> String) async throws {
    _ = try await git("update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "5", count: 40)),sub")
  }

  private func expect(_ words: String, of trial: Trial) {
    #expect(trial.objections.joined(separator: "\n").contains(words), "\(trial)")
  }

  @Test(arguments: Shell.allCases)
  func submodulesOfTheCheckoutAreRefusedByThePlan(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await sample.commit("second", ["a": "two\n"])
    try await addSubmodule(sample.there)
    try await sample.there("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "-m", "sub")
    let trial = try await workshop.deploy("  - git: { to: origin/main, on_drift: stash }", [:])
    expect("\(workshop.root) has submodules, which are not moved with a checkout", of: trial)
    #expect(trial.sent.isEmpty && !Files.exists(workshop.set))
  }

  @Test(arguments: Shell.allCases)
  func submodulesThatTheCommitsBringAreRefusedByTheHost(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    try await addSubmodule(sample.git)
    try await sample.git("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "-m", "sub")
    try await sample.git("push", "-q", "origin", "HEAD:main")
    let before = try await sample.there("rev-parse", "HEAD")
    let trial = try await workshop.deploy("  - git: { to: origin/main }", [:])
    expect("there are submodules in it, which are not moved with a checkout", of: trial)
    #expect(try await sample.there("rev-parse", "HEAD") == before)
  }

  @Test func bareRepositoriesAndFoldersInsideGetTheirOwnWords() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    let bare = try await workshop.deploy("  - git: { to: origin/main, path: \(sample.origin) }", [:])
    expect("\(sample.origin) is a bare repository, which has no files to move: name a checkout", of: bare)
    let inside = try await workshop.deploy("  - git: { to: origin/main, path: below }", [:])
    expect(
      "\(workshop.root)/below is a folder of a checkout that begins above it: name that with 'path'", of: inside)
  }

  @Test(arguments: Shell.allCases)
  func branchesThatGitWouldNotCheckOutOrMakeAreRefused(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sample = try await sample(workshop)
    for branch in ["taken", "below/one", "above"] { try await sample.there("branch", branch) }
    try await sample.there("worktree", "add", "-q", "\(workshop.folder)/other", "taken")
    try await sample.commit("second", ["a": "two\n"])
    for (branch, words) in [
      ("taken", "the branch taken is checked out in another worktree, \(workshop.folder)/other"),
      ("below", "git can have no branch below beside below/one"),
      ("above/a/b", "git can have no branch above/a/b beside above"),
    ] {
      try await sample.git("push", "-q", "origin", "HEAD:refs/heads/\(branch)")
      let before = try await sample.standing()
      let trial = try await workshop.deploy("  - git: { to: origin/\(branch) }", [:])
      expect(words, of: trial)
      // What was fetched has a name of ours.
      #expect(try await sample.standing()[..<4] == before[..<4])
      #expect(try workshop.read("a") == "one\n")
      try await sample.git("push", "-q", "origin", ":refs/heads/\(branch)")
    }
  }

  /// The program that ends others in time is told five seconds here, and notes what it was told.
  @Test func aRemoteThatHangsIsNotWaitedFor() async throws {
    let workshop = try await Workshop(.dash)
    let sample = try await sample(workshop)
    let hang = "\(workshop.folder)/hang"
    try Files.write("#!/bin/sh\necho asked >>\(hang).asked\nexec \(hang).sleep 300\n", to: hang, mode: 0o755)
    // It is known by its name, and stays for longer than is waited for it.
    try #require(symlink("/usr/bin/sleep", "\(hang).sleep") == 0)
    try await sample.there("remote", "set-url", "origin", "ssh://nowhere.invalid/repository")
    try await sample.there("config", "core.sshCommand", hang)
    try Files.write(
      """
      #!/bin/sh
      case $* in
        *ls-remote*)
          printf '%s\\n' "$*" >>\(workshop.folder)/told
          shift 3
          exec /usr/bin/timeout -k 1 5 "$@" ;;
      esac
      exec /usr/bin/timeout "$@"

      """, to: "\(workshop.folder)/tools/timeout", mode: 0o755)
    let shell = "\(workshop.folder)/tools/sh"
    try Files.write("#!/bin/sh\nPATH=\(workshop.folder)/tools:$PATH exec /bin/dash \"$@\"\n", to: shell, mode: 0o755)
    let trial = try await workshop.deploy("  - git: { to: origin/main }", [:], shell: shell)
    expect("'origin' gave no answer within 20 s", of: trial)
    #expect(Files.exists("\(hang).asked"))
    #expect(try Files.read("\(workshop.folder)/told").hasPrefix("-k 5 20 git "))
    #expect(try await workshop.processesThatStay() == [])
  }
}
