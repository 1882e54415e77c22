import Crypto
import Plan
import Playbook
import SourceText
import Testing
import Transaction

/// Which compose project a playbook means, from its keys to the words that a host hears.
struct ComposeProjectTests {
  private let project = ComposeProject(
    folder: AbsolutePath("/srv/app/deploy"),
    files: ["a.yml", "b c.yml"].compactMap { AbsolutePath("/srv/app/deploy/\($0)") },
    profiles: ["jobs"], name: "lms", environmentFile: AbsolutePath("/srv/app/deploy/prod.env"))
  private let keys = "in: deploy, files: [a.yml, b c.yml], profiles: jobs, project: lms, env_file: prod.env"
  private let word =
    "'compose,in:/srv/app/deploy,file:/srv/app/deploy/a.yml,file:/srv/app/deploy/b c.yml,profile:jobs,project:lms,env:/srv/app/deploy/prod.env'"

  private func target(_ steps: String, compose: String? = nil) throws -> Target {
    let head = compose.map { "compose: { \($0) }\n" } ?? ""
    let text = "playbook: trial\nhosts: here\nroot: /srv/app\n\(head)steps:\n\(steps)\n"
    return try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }.targets[0]
  }

  private func plan(_ target: Target, _ change: (inout Facts) throws -> Void) throws -> Plan {
    var facts = Facts()
    facts.root = .entered
    facts.hasCompose = true
    facts.tools = ["awk"]
    facts.composeServices[try ComposeService("web", of: project)] = ComposeFacts(containers: 1, mounts: [])
    for (path, state) in [".", "deploy"].map({ ($0, Attributes(mode: FileMode(bits: 0o755), owner: 0, group: 0)) }) {
      let entry =
        path == "." ? EntryPath(target.root, root: target.root) : EntryPath(tree: .files, path: Array(path.utf8))
      facts.observations[entry] = Observation(
        state: .directory(state, modified: 0), links: 1, filesystem: Filesystem(device: "1", mount: "2"), inode: "7",
        flags: [.writable])
    }
    try change(&facts)
    return Plan(
      target, facts: facts, sources: ["deploy/a.yml": SourceFile(bytes: Array("new\n".utf8), isExecutable: false)])
  }

  private func reasons(_ plan: Plan) -> [String] {
    plan.steps.flatMap { step -> [String] in if case .refused(let reasons) = step.verdict { reasons } else { [] } }
  }

  private func lines(_ plan: Plan) -> [String] {
    let script = Script(plan, run: RunID("try_20260101_000000"), awaitSeconds: nil)
    return String(decoding: script.text, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func everyLineOfAScriptSaysWhichProjectIsMeant() throws {
    let target = try target(
      """
        - run: { command: id, in: { compose: web } }
        - restart: { compose: web }
        - healthy: { compose: web, within: 5s }
        - logs: { compose: web, for: 1s, fail: bad }
      """, compose: keys)
    let plan = try plan(target) { _ in }
    #expect(reasons(plan) == [])
    let lines = lines(plan)
    #expect(lines.contains("service restart \(word) 120 '' web"))
    #expect(lines.contains("healthy 5 1 10 \(word) web"))
    #expect(lines.contains("watch \(word) 1 ignore gate 0 count bad '' '' web"))
    #expect(lines.contains("mark service 2 \(word) web"))
    #expect(lines.contains("mark healthy 3 \(word) web"))
    #expect(lines.contains("mark logs 4 \(word) ignore bad web"))
    #expect(lines.contains("call \(word.replacing("'compose", with: "'web")) 300 0 '' id"))
    let again = Script.repeatableSteps(of: Array(lines.joined(separator: "\n").utf8)).flatMap(\.verbs)
    #expect(
      again.map { String(decoding: $0.line.text, as: UTF8.self) }
        == lines.filter { $0.hasPrefix("service") || $0.hasPrefix("healthy") || $0.hasPrefix("watch") })
  }

  @Test func theProbeAsksForTheProjectOnce() throws {
    let target = try target("  - restart: { compose: [web, db] }\n  - healthy: { compose: web }", compose: keys)
    var questions = Questions(root: target.root, backups: target.backups)
    questions.ask(composeServices: [try ComposeService("web", of: project), try ComposeService("db", of: project)])
    let text = String(decoding: ProbeRequest(questions, candidates: []).bytes, as: UTF8.self)
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("probe_project") } == ["probe_project 0 \(word)"])
    #expect(text.contains("probe_compose 1 web \(word)\n"))
  }

  @Test func filesThatComposeCannotReadAreRefused() throws {
    let target = try target("  - restart: { compose: web, \(keys) }")
    func reasons(_ facts: ComposeProjectFacts) throws -> [String] {
      self.reasons(try plan(target) { $0.composeProjects[project] = facts })
    }
    let place = "/srv/app/deploy (project lms)"
    #expect(
      try reasons(ComposeProjectFacts(missing: [Array("/srv/app/deploy/b c.yml".utf8)]))
        == ["/srv/app/deploy/b c.yml, which compose is told of, is not there"])
    #expect(
      try reasons(ComposeProjectFacts(trouble: ["yaml: line 3:", "did not find expected key"]))
        == ["compose cannot read its files in \(place): yaml: line 3: did not find expected key"])
    #expect(
      try reasons(ComposeProjectFacts(strangeProfiles: ["jobs"])) == ["no service in \(place) has the profile 'jobs'"])
    #expect(try reasons(ComposeProjectFacts()) == [])
    var facts = Facts()
    (facts.user, facts.root) = (1000, .entered)
    facts.hasCompose = true
    facts.composeServices[try ComposeService("web", of: project)] = ComposeFacts(containers: 1, mounts: [])
    facts.composeProjects[project] = ComposeProjectFacts(trouble: ["open a.yml: permission denied"])
    #expect(
      self.reasons(Plan.forReading(target, facts: facts, sources: [:])) == [],
      "who only looks may not be able to read it")
  }

  /// What the run itself brings or mends is no reason against it.
  @Test func whatAStepBeforeBringsIsThere() throws {
    let target = try target("  - copy: deploy/a.yml\n  - restart: { compose: web, \(keys) }")
    let file = Array("/srv/app/deploy/a.yml".utf8)
    for known in [ComposeProjectFacts(missing: [file]), ComposeProjectFacts(trouble: ["yaml: line 3"])] {
      let plan = try plan(target) { facts in
        facts.composeProjects[project] = known
        facts.composeServices[try ComposeService("web", of: project)] = ComposeFacts(
          containers: 1, mounts: [], inputs: [file])
      }
      #expect(reasons(plan) == [])
      #expect(plan.steps.map(\.action) == [nil, .recreate, nil])
    }
  }

  @Test func whatIsOwedToAnotherProjectIsNotPaid() throws {
    let target = try target("  - restart: { compose: web, \(keys) }")
    func isPaid(_ line: String) throws -> Bool {
      let owed = Owed.list(of: Array(line.utf8))
      #expect(owed.count == 1)
      return try plan(target) { $0.owed = owed }.paid.isEmpty
    }
    #expect(try isPaid("owed trial_20260101_000000 restart \(word) 120 '' web"))
    #expect(try !isPaid("owed trial_20260101_000000 restart compose 120 '' web"))
  }

  /// Docker is silent for a project of whatever settings.
  @Test func aRestartOfAnyProjectIsOwedByDocker() throws {
    let target = try target("  - copy: deploy/a.yml")
    let owed = Owed.list(of: Array("owed trial_20260101_000000 restart \(word) 120 '' web".utf8))
    let plan = try plan(target) { facts in
      facts.owed = owed
      facts.silentManagers = ["compose"]
    }
    #expect(plan.paid.isEmpty)
  }
}
