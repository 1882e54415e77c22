import Connection
import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct FramingTests {
  private func work(_ workshop: Workshop) throws -> Work {
    var work = Work(workshop)
    try work.add(Array("a".utf8), Array(repeating: 0x0a, count: 70_000))
    try work.add(Array("b".utf8), Array("touch evaluated\n".utf8))
    work.putAll()
    return work
  }

  private static let cuts = (0..<24).map { Double($0) / 24 }

  /// A request that ends anywhere leaves no set, no lock, no process and nothing evaluated.
  @Test(arguments: Shell.allCases)
  func aCutRequestDoesNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a")
    let bootstrap = Bootstrap(token: "0123456789ab", become: nil, shell: workshop.shell)
    let body = "touch evaluated\nprobe_host"
    let bytes = bootstrap.program + Array("probe \(body.utf8.count)\n\(body)".utf8)
    let prepare = try work(workshop).request
    let before = try Tree(workshop.root, without: [])
    let ends =
      (0..<body.utf8.count + 9).map { bytes.count - 1 - $0 }.map { (bytes, $0) }
      + [(bytes, 0), (bytes, 5), (bytes, bootstrap.program.count / 2)]
    for (bytes, end) in ends.enumerated().filter({ $0.offset % 3 == 0 }).map(\.element) {
      _ = try await Subprocess.run(
        "/bin/sh", ["-c", "cd \(workshop.root) && \(bootstrap.command)"], stdin: Array(bytes[..<end]),
        deadline: .now + .seconds(180))
      #expect(try Tree(workshop.root, without: []) == before, "cut at \(end) of \(bytes.count)")
    }
    for cut in Self.cuts {
      let end = Int(Double(prepare.count) * cut)
      _ = try await Subprocess.run(
        "/bin/sh", ["-c", "cd \(workshop.root) && \(bootstrap.command)"],
        stdin: bootstrap.program + prepare[..<end], deadline: .now + .seconds(180))
      #expect(Files.names(in: Array(workshop.backups.utf8)) ?? [] == [], "cut at \(end) of \(prepare.count)")
      #expect(!Files.exists("\(workshop.root)/evaluated"))
    }
    #expect(try workshop.read("a") == "old\n")
    #expect(try await workshop.processesThatStay() == [])
  }

  /// The controller goes away while the host validates: the answer cannot be written any more.
  @Test(arguments: Shell.allCases)
  func aControllerThatGoesWhileTheHostPreparesLeavesNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var work = try work(workshop)
    work.steps.insert(
      [.validate(seconds: 20, command: "touch ../seen; while test ! -e ../gone; do sleep 0.05; done", [1])], at: 0)
    let connection = LocalConnection()
    let bootstrap = Bootstrap(token: "0123456789ab", become: nil, shell: workshop.shell)
    try await connection.start(bootstrap.command)
    try await connection.send(bootstrap.program + work.request)
    #expect(try await workshop.eventually { Files.exists("\(workshop.folder)/seen") })
    await connection.close()
    try Files.write("", to: "\(workshop.folder)/gone")
    let isGone = try await workshop.eventually {
      !Files.exists(workshop.set) && !Files.existsAsLink("\(workshop.backups)/.lock")
    }
    #expect(isGone)
    #expect(try await workshop.processesThatStay() == [])
  }

  /// A profile that prints before and between the answers.
  @Test(arguments: Shell.allCases)
  func noiseIsNotTakenForAnswers(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let noisy = "\(workshop.folder)/noisy"
    try Files.write(
      """
      #!/bin/sh
      printf 'Welcome\\n@nobody end\\nend committed\\nno newline at the end'
      printf 'to standard error' >&2
      ( for n in 1 2 3 4 5 6 7 8 9; do printf '\\nnoise @0 end\\n'; sleep 0.05; done ) &
      exec \(workshop.shell) "$@"

      """, to: noisy, mode: 0o755)
    let trial = try await workshop.deploy("  - copy: a", texts: ["a": "new\n"], shell: noisy)
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("a") == "new\n")
  }

  @Test(arguments: Shell.allCases)
  func aProbeWritesNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "d/a")
    _ = try await workshop.deploy("  - copy: b", texts: ["b": "b\n"])
    let before = try Tree(workshop.folder, without: [])
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    let target = try workshop.target(
      "  - copy: d/a\n  - logs: { file: x.log }\n  - healthy: { http: 'http://localhost:1' }")
    for _ in 1...2 {
      let questions = Plan.questions(for: target, sources: ["d/a": SourceFile(text: "new\n")])
      let facts = try await session.probe(ProbeRequest(questions, candidates: [RunID(Workshop.run)], sets: .all))
      #expect(facts.takenNames == [Workshop.run])
      #expect(facts.contents.values.contains(Array("old\n".utf8)))
      #expect(facts.observations.count == questions.order.count)
    }
    await session.close()
    #expect(try Tree(workshop.folder, without: []) == before)
  }
}
