import Deploy
import Glibc
import TestSupport
import Testing

/// Batches of hosts, which go one after the other.
struct StrategyTests {
  /// Each host writes a line into one file when its gate is asked, with how many hosts had committed by then; a host whose
  /// folder holds `broken` fails there.
  private func withThree(_ head: String, _ body: (Stage, String) async throws -> Void) async throws {
    try await Stage.with("one", "two", "three") { stage in
      let order = "\(stage.folder)/order"
      for server in stage.servers { try server.write("old\n", to: "a.txt") }
      try stage.write("new\n", to: "a.txt")
      try stage.playbook(
        hosts: "[one, two, three]",
        steps: """
            - copy: a.txt
            - healthy: { cmd: "echo ${host} $(grep -l 'state committed' ../../*/root/backups/site_*/journal | wc -l) >>\(order); test ! -e ../broken", within: 1s, every: 2s }
          """)
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write(head + "\n" + text, to: "playbooks/site.yml")
      try await body(stage, order)
    }
  }

  @Test func theCanaryCommitsBeforeTheOthersBegin() async throws {
    try await withThree("strategy: { canary: 1 }") { stage, order in
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      let lines = try Files.read(order).split(separator: "\n").map(String.init)
      #expect(lines.first == "one 0" && Set(lines) == ["one 0", "two 1", "three 1"], "\(lines)")
      for server in stage.servers { #expect(try server.read("a.txt") == "new\n") }
    }
  }

  /// The next one is: what it shows is known before the others begin.
  @Test func aHostThatIsLeftOutIsNoCanary() async throws {
    try await withThree("strategy: { canary: 1 }\non_unreachable: skip") { stage, _ in
      await stage.servers[0].stop()
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.servers[1].verdict() == "reverted")
      #expect(stage.servers[0].sets.isEmpty && stage.servers[2].sets.isEmpty, "\(ending)")
    }
  }

  @Test func aCanaryThatFailsLeavesTheOthersAsTheyAre() async throws {
    try await withThree("strategy: { canary: 1 }") { stage, _ in
      try Files.write("", to: "\(stage.servers[0].folder)/broken")
      let before = try stage.servers[1...].map { try $0.tree() }
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.servers[0].verdict() == "reverted")
      for (server, before) in zip(stage.servers[1...], before) {
        #expect(try server.tree() == before)
        #expect(server.sets.isEmpty)
        #expect(ending.output.contains("\(server.name): nothing was changed"), "\(ending)")
      }
    }
  }

  @Test func aCanaryThatFailsStopsAlsoWhereHostsStandForThemselves() async throws {
    try await withThree("on_failure: revert_failed\nstrategy: { canary: 1 }") { stage, _ in
      try Files.write("", to: "\(stage.servers[0].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(stage.servers[1].sets.isEmpty && stage.servers[2].sets.isEmpty, "\(ending)")
    }
  }

  @Test func aHostWithNothingToDoIsNoCanary() async throws {
    try await withThree("strategy: { canary: 1 }") { stage, _ in
      try stage.servers[0].write("new\n", to: "a.txt")
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      #expect(try stage.servers[1].verdict() == "reverted")
      #expect(stage.servers[2].sets.isEmpty, "\(ending)")
    }
  }

  /// One host that cannot be taken back is no reason to leave the others as they are.
  @Test func everyHostIsTakenBackThatCanBe() async throws {
    try await withThree("strategy: { batch: 1 }") { stage, _ in
      try Files.write("", to: "\(stage.servers[2].folder)/broken")
      // Meanwhile somebody else takes the lock of the first host.
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      let lock = "ln -s elsewhere:b:n:1:1:site_20200101_000000 ../../one/root/backups/.lock"
      try stage.write(
        text.replacing("; test ! -e", with: "; test ${host} != three || \(lock); test ! -e"), to: "playbooks/site.yml")
      let ending = try await stage.deploy()
      #expect(ending.code == .mixed, "\(ending)")
      #expect(try stage.servers.map { try $0.read("a.txt") } == ["new\n", "old\n", "old\n"])
      #expect(ending.output.contains("hosts differ: committed on one, not on two, three"), "\(ending)")
    }
  }

  /// What committed is rolled back by a run of its own, so that the hosts are the same again.
  @Test func aBatchThatFailsTakesThoseBeforeItBack() async throws {
    try await withThree("strategy: { batch: 1 }") { stage, _ in
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .reverted, "\(ending)")
      for server in stage.servers { #expect(try server.read("a.txt") == "old\n") }
      #expect(ending.errors.contains("a later batch failed: taking back what one committed"), "\(ending)")
      #expect(stage.servers[0].sets.count == 2 && stage.servers[2].sets.isEmpty)
      #expect(!ending.output.contains("hosts differ"), "\(ending)")
    }
  }

  @Test func stopBeginsNoOtherBatch() async throws {
    try await withThree("on_failure: stop\nstrategy: { batch: 1 }") { stage, _ in
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .mixed, "\(ending)")
      #expect(try stage.servers.map { try $0.read("a.txt") } == ["new\n", "old\n", "old\n"])
      #expect(try stage.servers[0].verdict() == "committed" && stage.servers[1].verdict() == "reverted")
      #expect(stage.servers[2].sets.isEmpty)
      #expect(ending.output.contains("--limit two,three"), "\(ending)")
    }
  }

  @Test func soManyMayFailAndNotOneMore() async throws {
    let head = "on_failure: revert_failed\nstrategy: { batch: 1, max_failures: 1 }"
    try await withThree(head) { stage, _ in
      try Files.write("", to: "\(stage.servers[0].folder)/broken")
      let ending = try await stage.deploy()
      #expect(ending.code == .mixed, "\(ending)")
      #expect(try stage.servers.map { try $0.read("a.txt") } == ["old\n", "new\n", "new\n"])
    }
    try await withThree(head) { stage, _ in
      for server in stage.servers[..<2] { try Files.write("", to: "\(server.folder)/broken") }
      let ending = try await stage.deploy()
      #expect(try stage.servers.map { try $0.read("a.txt") } == ["old\n", "old\n", "old\n"])
      #expect(stage.servers[2].sets.isEmpty, "\(ending)")
    }
  }

  @Test func ctrlCBetweenBatchesTakesEverythingBack() async throws {
    try await withThree("strategy: { batch: 1, pause: 10m }") { stage, _ in
      let command = try stage.start(["deploy", "playbooks/site.yml", "--yes"])
      try await eventually("a commit") { try stage.servers[0].verdict() == "committed" }
      command.send(SIGINT)
      let ending = try await command.ending()
      #expect(ending.code == .interrupted, "\(ending)")
      for server in stage.servers { #expect(try server.read("a.txt") == "old\n") }
      #expect(stage.servers[1].sets.isEmpty && stage.servers[2].sets.isEmpty)
    }
  }
}
