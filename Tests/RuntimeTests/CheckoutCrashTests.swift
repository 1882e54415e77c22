import Glibc
import Reactor
import TestSupport
import Testing

/// Kills before and after each git by which a checkout is moved, and again while it is moved back.
struct CheckoutCrashTests {
  private static let killer = """
    #!/bin/sh
    read -r number <"$COUNT"
    number=$((number + 1))
    echo "$number" >"$COUNT"
    [ "$number" != "$BEFORE" ] || kill -s KILL 0
    /usr/bin/git "$@"
    status=$?
    [ "$number" != "$AFTER" ] || kill -s KILL 0
    exit "$status"

    """

  /// Moves the checkout in a process group of its own, as an act does.
  private func move(_ workshop: Workshop, _ way: String, before: Int = 0, after: Int = 0) async throws -> Bool {
    try Files.write("0\n", to: "\(workshop.folder)/count")
    let path = "\(workshop.folder)/killer:/usr/bin:/bin"
    let result = try await Subprocess.run(
      "/usr/bin/setsid",
      ["--wait", workshop.shell, "\(workshop.set)/runtime", "git", workshop.set, "1", workshop.root, "move", way]
        + (way == "old" ? ["\(workshop.set)/files"] : []),
      environment: [
        "PATH=\(path)", "HOME=\(workshop.folder)", "COUNT=\(workshop.folder)/count", "BEFORE=\(before)",
        "AFTER=\(after)",
      ], deadline: .now + .seconds(60))
    return result.status == .exited(0)
  }

  /// To a branch that is there, and to one that the move makes.
  @Test(arguments: [(Shell.dash, "main"), (.mksh, "release")])
  func fromWhereverItDiesTheCheckoutComesBack(under shell: Shell, on branch: String) async throws {
    let workshop = try await Workshop(shell)
    rmdir(workshop.root)
    let sample = try await GitSample(
      in: workshop.folder, checkout: workshop.root,
      ["a": "1\n", "b": "1\n", "private/gone": "x\n", "same": "s\n"])
    chmod("\(workshop.root)/private", 0o700)
    try await sample.there("update-index", "--skip-worktree", "same")
    try workshop.write("of this server\n", to: "same")
    try await sample.commit("second", ["a": "2\n", "private/gone": nil, "new/deep": "n\n"])
    try await sample.git("push", "-q", "origin", "HEAD:release")
    try workshop.write("staged\n", to: "b")
    try await sample.there("add", "b")
    try workshop.write("edited\n", to: "a", mode: 0o600)
    let state = {
      (try Tree(workshop.root, without: [".git", "backups"], times: false), try await sample.standing())
    }
    let before = try await state()
    let trial = try await workshop.deploy(
      "  - git: { to: origin/\(branch), on_drift: stash }\n  - healthy: { cmd: 'false', within: 1s }", [:])
    #expect(trial.isReverted, "\(trial)")
    try Files.write(Self.killer, to: "\(workshop.folder)/killer/git", mode: 0o755)

    var number = 0
    var isWhole = false
    while !isWhole {
      number += 1
      for isBefore in [true, false] {
        isWhole = try await move(workshop, "new", before: isBefore ? number : 0, after: isBefore ? 0 : number)
        _ = try await move(workshop, "old", before: number % 11 + 1)
        #expect(try await move(workshop, "old"), "call \(number)")
        let now = try await state()
        #expect(now.0 == before.0 && now.1 == before.1, "call \(number), \(isBefore ? "before" : "after") it: \(now)")
        #expect(!Files.exists("\(workshop.root)/.git/index.lock"))
      }
    }
    #expect(number > 10, "only \(number) calls of git")
    #expect(!Files.exists("\(workshop.set)/aside"))
  }
}
