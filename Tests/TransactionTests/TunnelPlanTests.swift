import Plan
import Playbook
import SourceText
import Testing
import Transaction

/// Who asks an address that a host has no program for.
struct TunnelPlanTests {
  private func plan(_ keys: String, host: String = "lms", tools: Set<String> = []) throws -> Plan {
    let steps = "  - run: bin/migrate\n  - healthy: { \(keys), within: 2s }"
    let text = "playbook: trial\nhosts: \(host)\nroot: /srv/app\nsteps:\n\(steps)\n"
    let target = try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    var facts = Facts()
    facts.root = .entered
    facts.tools = tools
    return Plan(target, facts: facts, sources: [:])
  }

  private func script(_ plan: Plan) -> String {
    String(decoding: Script(plan, run: RunID("trial_20260101_000000"), awaitSeconds: nil).text, as: UTF8.self)
  }

  @Test func aHostWithoutAnyProgramForItIsAskedThroughATunnel() throws {
    let plan = try plan("http: 'http://127.0.0.1:8000/health'")
    #expect(plan.steps[1].verdict == .change)
    #expect(
      plan.steps[1].reason == "asked from here through a tunnel, since the host has neither curl nor wget")
    #expect(plan.distantGates.map(\.tunnel?.port) == [8000])
    #expect(!script(plan).contains("healthy "), "the host has nothing to look with")
  }

  @Test(arguments: ["curl", "wget"])
  func aHostThatHasOneLooksForItself(tool: String) throws {
    let plan = try plan("http: 'http://127.0.0.1:8000/health'", tools: [tool])
    #expect(plan.distantGates.isEmpty)
    #expect(script(plan).contains("\nhealthy 2 1 0 http http://127.0.0.1:8000/health "))
  }

  @Test(arguments: [
    ("http: 'https://127.0.0.1/'", "lms", ", and https is not asked through a tunnel"),
    ("http: 'http://127.0.0.1/', redirect: follow", "lms", ", and through a tunnel no redirect is followed"),
    ("http: 'http://127.0.0.1/'", "localhost", ""),
  ])
  func whatCannotGoThroughATunnelIsRefused(keys: String, host: String, reason: String) throws {
    let verdict = try plan(keys, host: host).steps[1].verdict
    #expect(
      verdict
        == .refused(["the host has neither curl nor wget\(reason): install one, or look with 'tcp' or 'cmd'"]))
  }
}
