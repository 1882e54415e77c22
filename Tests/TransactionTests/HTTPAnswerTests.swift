import Playbook
import SourceText
import Testing
import Transaction

/// What is asked and answered through a tunnel.
struct HTTPAnswerTests {
  private func check(_ keys: String) throws -> HTTPCheck {
    let text = "playbook: p\nhosts: h\nroot: /srv/app\nsteps:\n  - healthy: { \(keys) }\n"
    let target = try Playbook.read(SourceText(name: "p.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    guard case .healthy(let step) = target.steps[0].kind, case .http(let check) = step.check else {
      throw Malformed("no check")
    }
    return check
  }

  private func seen(_ answer: String, isOver: Bool = false, _ keys: String = "http: 'http://h/'") throws -> String {
    var whole = HTTPAnswer()
    for byte in answer.utf8 { whole.feed([byte]) }
    if isOver { whole.end() }
    guard let reading = whole.reading(of: try check(keys)) else { return "nothing" }
    return "\(reading.status) \(String(decoding: reading.body, as: UTF8.self)) \(reading.fault ?? "-")"
  }

  @Test(arguments: [
    ("http://127.0.0.1:8000/health?a=b#c", "127.0.0.1", 8000, "127.0.0.1:8000", "/health?a=b"),
    ("HTTP://lms", "lms", 80, "lms", "/"),
    ("http://[::1]:81?x", "::1", 81, "[::1]:81", "/?x"),
  ])
  func anAddressIsReadOffAURL(url: String, host: String, port: Int, authority: String, path: String) throws {
    let address = try #require(HTTPAddress(url))
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.authority == authority)
    #expect(address.path == path)
    #expect(HTTPAddress("https://lms/") == nil)
  }

  @Test func aRequestHasWhatTheStepSays() throws {
    let check = try check("http: 'http://127.0.0.1:8000/health', header: ['host: lms.example.com', 'X-A: b']")
    let address = try #require(HTTPAddress(check.url))
    #expect(
      String(decoding: check.request(to: address), as: UTF8.self) == """
        GET /health HTTP/1.1\r\nUser-Agent: deployctl\r\nAccept: */*\r\nhost: lms.example.com\r\nX-A: b\r\n\
        Connection: close\r\n\r\n
        """)
  }

  @Test func anAnswerIsReadInEveryForm() throws {
    #expect(try seen("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") == "200 ok -")
    #expect(try seen("HTTP/1.0 200 OK\r\n\r\nok", isOver: true) == "200 ok -")
    #expect(
      try seen("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nI \r\n3\r\nam.\r\n0\r\n\r\n")
        == "200 I am. -")
    #expect(
      try seen("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n", "http: 'http://h/', status: 2xx") == "204  -")
  }

  @Test func whatIsNotWantedOrBreaksOffIsTold() throws {
    #expect(try seen("HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\noops") == "500 oops status 500, wanted 200")
    let broken = "status 200, but the answer broke off"
    #expect(try seen("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", isOver: true) == "200 ok \(broken)")
    #expect(
      try seen("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", isOver: true) == "200 ok \(broken)")
    #expect(try seen("SSH-2.0-OpenSSH_9.2\r\n\r\n", isOver: true) == "nothing")
    #expect(try seen("HTTP/1.1 200 OK\r\nContent-", isOver: true) == "nothing")
  }
}
