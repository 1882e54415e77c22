import Playbook
import SourceText
import TestSupport
import Testing
import Transaction

struct LogRequestTests {
  private func request(_ steps: String) throws -> (LogRequest, Target) {
    let text = "playbook: p\nhosts: h\nroot: /srv/app\nsteps:\n\(steps)\n"
    let target = try Playbook.read(SourceText(name: "p.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    let rules = LogRequest.Rules(kept: 5, since: nil, pattern: nil)
    return (LogRequest(target.logPlaces, at: target, rules), target)
  }

  @Test func everyPlaceThatAStepNamesIsAskedOnce() throws {
    let (_, target) = try request(
      """
        - restart: { systemd: [bots, panel] }
        - restart: { compose: web }
        - restart: { command: x }
        - healthy: { systemd: bots }
        - logs: { compose: [web, db] }
        - logs: { file: a/b.log }
      """)
    #expect(target.logPlaces.map(\.name) == ["bots", "panel", "web", "db", "b.log"])
  }

  @Test func linesHaveTimeAndTextAndTheNextQuestionGoesOn() throws {
    var (request, _) = try request("  - logs: { systemd: bots }\n  - logs: { compose: web }")
    let unit = "2026-11-21T17:26:37.123456+0000 python3[7]: here: we go\n    and on\n"
    let container = "2026-11-21T17:26:37.000000001Z hello\n"
    let pieces = try request.take([
      Reply(words: ["log", "0", "s=1;i=2"], body: Array(unit.utf8)),
      Reply(words: ["log", "1", "app/ab=2026-11-21T17:26:37.000000002Z,", "cut"], body: Array(container.utf8)),
    ])
    #expect(pieces.flatMap(\.lines).map(\.text) == ["here: we go", "    and on", "hello"])
    #expect(pieces[0].lines.map(\.time) == ["2026-11-21T17:26:37.123456", "2026-11-21T17:26:37.123456"])
    #expect(pieces[1].lines[0].time < pieces[0].lines[0].time)
    #expect(pieces.map(\.isCut) == [false, true])
    let next = String(decoding: request.bytes, as: UTF8.self)
    #expect(next.contains("tail_unit 0 's=1;i=2' bots"))
    #expect(next.contains("tail_service 1 'app/ab=2026-11-21T17:26:37.000000002Z,' web"))
    #expect(throws: MalformedReply.self) { _ = try request.take([Reply(words: ["log", "7", "x"])]) }
  }

  @Test func aScriptOfBeforeIsReadAsOneOfToday() throws {
    let old = Array("step 1 p.yml:4 logs\nlogs file 20 ignore 'a|b' /srv/app/log\n".utf8)
    let verbs = Script.repeatableSteps(of: old).flatMap(\.verbs)
    #expect(verbs == [.watch(["file", "20", "ignore", "gate", "0", "count", "a|b", "", "", "/srv/app/log"])])
  }
}
