import Deploy
import Plan
import TestSupport
import Testing
import Transaction

/// What answers, and what a gate makes of it, by curl or by the wget of busybox.
struct HTTPTests {
  /// What stands beside the URL, and why the gate does not pass, if it does not.
  private static let cases: [(path: String, keys: String, failure: String?)] = [
    ("ok", "", nil), ("ok", "status: [200, 204], body: '^fine$'", nil), ("ok", "status: 2xx", nil),
    ("ok", "body: nowhere", "status 200, but no line of the answer matches 'nowhere'"),
    ("made", "", "status 201, wanted 200"), ("made", "status: 2xx", nil),
    ("moved", "", "status 302, wanted 200"), ("moved", "status: 302", nil),
    ("moved", "redirect: follow, body: fine", nil),
    ("known", "", "status 403, wanted 200"), ("known", "header: ['X-Probe: one two', 'X-More: 1']", nil),
    ("broken", "status: [200, 3xx]", "status 500, wanted 200 3xx"), ("broken", "status: 500", nil),
    ("silent", "", "no answer"),
  ]

  private static let server = """
    import http.server, os, sys, threading, time

    class Visit(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            page = self.path[1:]
            if page == 'silent':
                return
            known = self.headers.get('X-Probe') == 'one two' and self.headers.get('X-More') == '1'
            status = {'ok': 200, 'made': 201, 'moved': 302, 'known': 200 if known else 403}.get(page, 500)
            self.send_response(status)
            if page == 'moved':
                self.send_header('Location', '/ok')
            self.end_headers()
            self.wfile.write(b'fine\\n' if status < 300 else b'it is broken: ' + b'x' * 1000)

        def log_message(self, *words):
            pass

    def watch():
        while os.path.exists('port'):
            time.sleep(1)
        os._exit(0)

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Visit)
    open('.port', 'w').write(str(server.server_port))
    os.rename('.port', 'port')
    threading.Thread(target=watch, daemon=True).start()
    server.serve_forever()

    """

  /// Starts the server in the workshop's folder, which it ends with; returns its port.
  private func start(_ workshop: Workshop) async throws -> String {
    try Files.write(Self.server, to: "\(workshop.folder)/server.py")
    return try await Tool.run(
      "/bin/sh",
      [
        "-c",
        "cd \"$1\" && { setsid python3 server.py </dev/null >/dev/null 2>&1 & } && until cat port 2>/dev/null; do sleep 0.05; done",
        "sh", workshop.folder,
      ])
  }

  @Test(arguments: [(Shell.dash, "target"), (.busybox, "target"), (.dash, "controller")])
  func theAnswerDecides(under shell: Shell, from place: String) async throws {
    let workshop = try await Workshop(shell)
    let port = try await start(workshop)
    for (number, one) in Self.cases.enumerated() {
      let keys = ", from: \(place)" + (one.keys.isEmpty ? "" : ", \(one.keys)")
      let trial = try await workshop.deploy(
        "  - copy: a\n  - healthy: { http: 'http://127.0.0.1:\(port)/\(one.path)', within: 1s\(keys) }",
        ["a": SourceFile(text: "\(number)\n")], run: "run_20260101_0000\(number + 10)")
      guard let failure = one.failure else {
        #expect(trial.isCommitted, "\(one): \(trial)")
        continue
      }
      #expect(trial.isReverted, "\(one): \(trial)")
      let kept = try Files.read("\(workshop.backups)/run_20260101_0000\(number + 10)/events").split(separator: "\n")
      #expect(kept.filter { $0.hasPrefix("fail 2 not healthy within 1 s: \(failure)") }.count == 1, "\(one): \(kept)")
      #expect(trial.events.count { if case .failed = $0 { true } else { false } } == 1, "\(one): \(trial)")
      #expect(trial.failure?.hasPrefix("not healthy within 1 s: \(failure)") == true, "\(one): \(trial.failure ?? "-")")
    }
  }

  @Test(arguments: ["target", "controller"])
  func theLastAnswerIsShownFromItsBeginning(from place: String) async throws {
    let workshop = try await Workshop(.dash)
    let port = try await start(workshop)
    let trial = try await workshop.deploy(
      "  - copy: a\n  - healthy: { http: 'http://127.0.0.1:\(port)/broken', within: 1s, from: \(place) }",
      texts: ["a": "new\n"])
    let lines = trial.events.compactMap { if case .output(_, let line) = $0 { line } else { nil } }
    #expect(lines == ["it is broken: " + String(repeating: "x", count: 286)])
    guard case .ended(_, let course) = trial.outcome else {
      Issue.record("\(trial)")
      return
    }
    #expect(course.output == lines)
    #expect(!course.wasAborted)
    #expect(course.failure?.step == 2)
  }
}
