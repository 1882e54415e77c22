import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Processes on the target do not grow with the number of files, beyond a few for each folder.
struct ProcessCountTests {
  /// How many the first run at a place takes, which makes what later ones find, and the next one; and how many of them
  /// hash.
  private func count(_ files: Int, in folders: Int) async throws -> (first: Int, next: Int, hashing: Int)? {
    let workshop = try await Workshop(.dash)
    let probe = try await Subprocess.run(
      "/usr/bin/strace", ["-f", "-o", "/dev/null", "true"], deadline: .now + .seconds(20))
    guard probe.status == .exited(0) else {
      print("not counted: ptrace is not permitted here")
      return nil
    }
    let trace = "\(workshop.folder)/trace"
    let traced = "\(workshop.folder)/traced"
    try Files.write(
      """
      #!/bin/sh
      test -n "${TRACED-}" && exec \(workshop.shell) "$@"
      TRACED=1
      export TRACED
      exec strace -f -q -z -e trace=clone,clone3,fork,vfork,execve -o \(trace) \(workshop.shell) "$@"

      """, to: traced, mode: 0o755)
    let names = (0..<files).map { folders == 1 ? "f\($0)" : "d\($0 % folders)/f\($0)" }
    for name in names { try workshop.write("old\n", to: name) }
    try workshop.write("", to: "log")
    let steps = """
        - copy: [\(names.sorted().joined(separator: ", "))]
        - restart: { command: 'true', status: 'true' }
        - healthy: { cmd: 'true' }
        - logs: { file: log, for: 1s }
      """
    var counts: [Int] = []
    var hashing = 0
    for (letter, run) in [("x", Workshop.run), ("y", "trial_20260101_000001")] {
      let source = SourceFile(text: String(repeating: letter, count: 8192))
      let sources = Dictionary(uniqueKeysWithValues: names.map { ($0, source) })
      let trial = try await workshop.deploy(steps, sources, run: run, shell: traced)
      #expect(trial.isCommitted, "\(trial)")
      let calls = try Files.read(trace).split(separator: "\n")
      counts.append(
        calls.count { line in
          !line.contains("CLONE_THREAD") && !line.contains("resumed>") && !line.contains("execve") && line.contains("(")
        })
      hashing = calls.count { $0.contains("/sha256sum\"") }
    }
    return (counts[0], counts[1], hashing)
  }

  @Test func twoFilesTakeFewProcesses() async throws {
    guard let count = try await count(2, in: 1) else { return }
    print("processes for 2 files: \(count.next), \(count.first) at a new place")
    // What is there, and then what is staged together with what is saved: nothing is hashed to be found as it was.
    #expect(count.hashing == 2)
    #expect(count.next <= 61)
    #expect(count.first <= 62)
  }

  @Test func fiveHundredFilesTakeHardlyMore() async throws {
    guard let count = try await count(500, in: 10) else { return }
    print("processes for 500 files in 10 folders: \(count.next), \(count.first) at a new place")
    // Many files are hashed in two halves at once, after it was seen what is quickest at it, and asked about in parts.
    #expect(count.next <= 108)
    #expect(count.first <= 109)
  }
}
