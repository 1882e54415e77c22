import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Processes on the target do not grow with the number of files, beyond a few for each folder.
struct ProcessCountTests {
  private func count(_ files: Int, in folders: Int) async throws -> Int? {
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
      exec strace -f -q -e trace=clone,clone3,fork,vfork -o \(trace) \(workshop.shell) "$@"

      """, to: traced, mode: 0o755)
    var sources: [String: String] = [:]
    for number in 0..<files {
      let name = folders == 1 ? "f\(number)" : "d\(number % folders)/f\(number)"
      try workshop.write("old\n", to: name)
      sources[name] = String(repeating: "x", count: 8192)
    }
    try workshop.write("", to: "log")
    let trial = try await workshop.deploy(
      """
        - copy: [\(sources.keys.sorted().joined(separator: ", "))]
        - restart: { command: 'true', status: 'true' }
        - healthy: { cmd: 'true' }
        - logs: { file: log, for: 1s }
      """, texts: sources, shell: traced)
    #expect(trial.isCommitted, "\(trial)")
    return try Files.read(trace).split(separator: "\n").count { line in
      !line.contains("CLONE_THREAD") && !line.contains("resumed>") && line.contains("(")
    }
  }

  @Test func twoFilesTakeFewProcesses() async throws {
    guard let count = try await count(2, in: 1) else { return }
    print("processes for 2 files: \(count)")
    // Three of them make the reserve, once for each place.
    #expect(count <= 83)
  }

  @Test func fiveHundredFilesTakeHardlyMore() async throws {
    guard let count = try await count(500, in: 10) else { return }
    print("processes for 500 files in 10 folders: \(count)")
    #expect(count <= 80 + 3 * 10)
  }
}
