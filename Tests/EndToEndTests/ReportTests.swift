import Deploy
import JSON
import TestSupport
import Testing

/// What check, plan, deploy and rollback say to programs.
struct ReportTests {
  @Test func aDeployTellsHostsStepsAndFilesInTheDocumentedJSON() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, src/b.txt]
            - healthy: { cmd: "echo 'the database is away'; false", within: 1s, every: 200ms }
          """)
      let failed = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--format", "json")
      #expect(failed.code == .reverted, "\(failed)")
      try await Schema.check(json: failed.output, against: Schema.report)
      let report = try JSONReader.read(failed.output.utf8)
      #expect(report["exit"]?["code"] == .integer(4))
      let host = try #require(report.first("places")?.first("hosts"))
      #expect(host["host"] == "target" && host["status"] == "reverted")
      let steps = try #require(host.list("steps"))
      #expect(steps.map { $0["result"] } == ["undone", "failed"])
      #expect(steps.map { $0["line"] } == [.integer(5), .integer(6)])
      #expect(steps[0].first("files")?["path"] == "src/a.txt")
      #expect(steps[0].first("files")?["diff"]?.text?.contains("-a of old\n+a of new\n") == true)
      #expect(steps[1].list("output")?.contains("the database is away") == true)
      let finding = try #require(report.first("findings"))
      #expect(finding["rule"] == "failed" && finding["file"] == "playbooks/site.yml" && finding["line"] == .integer(6))
      // People read the same as ever, beside it.
      #expect(failed.errors.contains("target: reverted, everything is as it was"), "\(failed)")
    }
  }

  @Test(arguments: ["check", "plan"])
  func aRehearsalTellsWhatADeployWouldChange(_ command: String) async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let before = try await stage.server.footprint()
      let ending = try await stage.run(command, "playbooks/site.yml", "--format", "json")
      #expect(ending.code == .done, "\(ending)")
      try await Schema.check(json: ending.output, against: Schema.report)
      let report = try JSONReader.read(ending.output.utf8)
      #expect(report["command"]?.text == command)
      #expect(report.first("places")?.first("hosts")?["changes"] == .bool(true))
      #expect(report.list("findings")?.map { $0["rule"] } == ["pending"])
      #expect(try await stage.server.footprint() == before)
    }
  }

  @Test func aRollbackTellsItsRun() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      let ending = try await stage.run("rollback", "target", "latest", "--yes", "--format", "json")
      #expect(ending.code == .done, "\(ending)")
      try await Schema.check(json: ending.output, against: Schema.report)
      let place = try #require(try JSONReader.read(ending.output.utf8).first("places"))
      #expect(place["run"]?.text?.hasPrefix("rollback_") == true)
      #expect(place.first("hosts")?["status"] == "committed")
    }
  }

  @Test func aStreamIsOneEventALineAndTheReportInTheEnd() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--format", "json", "--stream")
      #expect(ending.code == .done, "\(ending)")
      let lines = ending.output.split(separator: "\n").map(String.init)
      for line in lines { try await Schema.check(json: line, against: Schema.report) }
      let values = try lines.map { try JSONReader.read($0.utf8) }
      #expect(values.last?["schema"] == "deployctl.report/1")
      let events = values.dropLast().compactMap { $0["event"]?.text }
      let told = ["connected", "planned", "prepared", "state", "step", "ok", "end"]
      #expect(told.allSatisfy(events.contains), "\(events)")
      #expect(events.first == "connected" && events.last == "end", "\(events)")
      let other = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--stream")
      #expect(other.code == .usage && other.errors.contains("--stream goes with --format json"), "\(other)")
    }
  }

  @Test func junitHasASuiteForEachHostAndACaseForEachStep() async throws {
    try await Stage.with("one", "two") { stage in
      for server in stage.servers { try server.write("a of old\n", to: "src/a.txt") }
      try stage.write("a of new\n", to: "src/a.txt")
      try stage.playbook(
        hosts: "[one, two]",
        steps: """
            - copy: src/a.txt
            - healthy: { cmd: "test ! -e ../broken && echo '<fine> & well'", within: 1s, every: 200ms }
            - healthy: { cmd: "true", stable_for: 0s }
          """)
      try Files.write("", to: "\(stage.servers[1].folder)/broken")
      let ending = try await stage.run("deploy", "playbooks/site.yml", "--yes", "--format", "junit")
      #expect(ending.code == .reverted, "\(ending)")
      try await Schema.check(junit: ending.output)
      let names = try await Schema.find("//testsuite/@name", in: ending.output)
      #expect(names.contains("\"one\"") && names.contains("\"two\""), "\(ending)")
      for host in ["one", "two"] {
        #expect(try await Schema.find("count(//testsuite[@name='\(host)']/testcase)", in: ending.output) == "3")
      }
      #expect(try await Schema.find("count(//testsuite[@name='one']//failure)", in: ending.output) == "0")
      let failed = try await Schema.find("string(//testsuite[@name='two']/testcase[failure]/@line)", in: ending.output)
      #expect(failed == "6", "\(ending)")
      #expect(try await Schema.find("count(//testsuite[@name='two']/testcase[skipped])", in: ending.output) == "1")
      #expect(try await Schema.find("string(/testsuites/@failures)", in: ending.output) == "1")
    }
  }

  @Test func githubGetsAnnotationsOnTheLinesOfThePlaybookAndASummary() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.playbook(
        steps: """
            - copy: [src/a.txt, src/b.txt]
            - healthy: { cmd: "echo 100%; false", within: 1s, every: 200ms }
          """)
      let summary = "\(stage.folder)/summary.md"
      try Files.write("# before\n", to: summary)
      let command = try Deployctl.start(
        ["deploy", "playbooks/site.yml", "--yes", "--format", "github", "-F", stage.sshConfig], in: stage.project,
        ["GITHUB_STEP_SUMMARY": summary])
      let ending = try await command.ending()
      #expect(ending.code == .reverted, "\(ending)")
      let lines = ending.output.split(separator: "\n")
      #expect(lines.count == 1, "\(ending)")
      #expect(lines[0].hasPrefix("::error file=playbooks/site.yml,line=6,title=deployctl%3A failed::target, step 2: "))
      let told = try Files.read(summary)
      #expect(told.hasPrefix("# before\n### deployctl deploy: failed, and everything was reverted\n"), "\(told)")
      #expect(told.contains("| target | reverted | site_"), "\(told)")
      #expect(told.contains("+a of new"), "\(told)")
    }
  }

  @Test func sarifTellsDriftAtTheLineOfItsStep() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try #require(try await stage.deploy().code == .done)
      try stage.server.write("a by hand\n", to: "src/a.txt")
      try stage.write("a of newer\n", to: "src/a.txt")
      let ending = try await stage.run("check", "playbooks/site.yml", "--format", "sarif")
      #expect(ending.code == .notChanged, "\(ending)")
      try await Schema.check(json: ending.output, against: Schema.sarif)
      let results = try #require(try JSONReader.read(ending.output.utf8).first("runs")?.list("results"))
      #expect(results.map { $0["ruleId"] } == ["drift"], "\(ending)")
      let place = try #require(results[0].first("locations")?["physicalLocation"])
      #expect(place["artifactLocation"]?["uri"] == "playbooks/site.yml")
      #expect(place["region"]?["startLine"] == .integer(5))
    }
  }

  @Test(arguments: ["json", "junit", "github", "sarif"])
  func theProblemsOfAllPlaybooksComeInTheFormat(_ format: String) async throws {
    try await Stage.with("target") { stage in
      try stage.write("playbook: one\nhosts: target\nroot: /srv/x\nsteps:\n  - cpy: a\n", to: "playbooks/one.yml")
      try stage.write(
        "playbook: two\nhosts: target\nroot: /srv/x\nsteps:\n  - copy: gone.txt\n", to: "playbooks/two.yml")
      let ending = try await stage.run("check", "playbooks/one.yml", "playbooks/two.yml", "--format", format)
      #expect(ending.code == .usage, "\(ending)")
      #expect(ending.errors.contains("playbooks/one.yml:5:5: error: "), "\(ending)")
      switch format {
      case "json":
        try await Schema.check(json: ending.output, against: Schema.report)
        let findings = try #require(try JSONReader.read(ending.output.utf8).list("findings"))
        #expect(findings.map { $0["file"] } == ["playbooks/one.yml", "playbooks/two.yml"])
        #expect(findings.allSatisfy { $0["rule"] == "playbook" && $0["line"] == .integer(5) }, "\(ending)")
      case "junit":
        try await Schema.check(junit: ending.output)
        #expect(try await Schema.find("count(//testcase[error])", in: ending.output) == "2")
      case "github":
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("::error file=playbooks/one.yml,line=5,col=5,"), "\(ending)")
      default:
        try await Schema.check(json: ending.output, against: Schema.sarif)
        let results = try #require(try JSONReader.read(ending.output.utf8).first("runs")?.list("results"))
        #expect(results.count == 2, "\(ending)")
      }
    }
  }

  @Test func aHostThatIsNotReachedIsAnErrorAtThePlaybook() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      await stage.server.stop()
      let ending = try await stage.run("check", "playbooks/site.yml", "--format", "junit")
      #expect(ending.code == .notChanged, "\(ending)")
      try await Schema.check(junit: ending.output)
      #expect(
        try await Schema.find("string(//testsuite[@name='target']//error/@type)", in: ending.output) == "unreachable")
      let unknown = try await stage.run("check", "playbooks/site.yml", "--format", "xml")
      #expect(unknown.code == .usage && unknown.errors.contains("'xml' is none of text, json"), "\(unknown)")
    }
  }
}

extension JSONValue {
  func list(_ name: String) -> [JSONValue]? { if case .array(let values)? = self[name] { values } else { nil } }
  func first(_ name: String) -> JSONValue? { list(name)?.first }
}
