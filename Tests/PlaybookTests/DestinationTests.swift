import Playbook
import Testing

struct DestinationTests {
  @Test(
    arguments: [
      ("lms", nil, "lms", nil), ("root@h", "root", "h", nil), ("root@h:22", "root", "h", 22),
      ("h:2222", nil, "h", 2222),
      ("[::1]:22", nil, "::1", 22), ("u@[fe80::1%eth0]", "u", "fe80::1%eth0", nil), ("::1", nil, "::1", nil),
      ("me@corp.com@h", "me@corp.com", "h", nil), ("web_1", nil, "web_1", nil),
    ] as [(String, String?, String, Int?)])
  func aDestinationIsTakenApart(_ text: String, _ user: String?, _ host: String, _ port: Int?) throws {
    let destination = try Destination(text)
    #expect(destination.user == user)
    #expect(destination.host == host)
    #expect(destination.port == port)
  }

  @Test(arguments: ["root@h:22", "h", "[::1]:22", "u@[::1]"])
  func aDestinationReadsAsItWasWritten(_ text: String) throws {
    #expect(try Destination(text).description == text)
  }

  @Test(arguments: [
    "", "@h", "u@", "-oProxyCommand=x", "u@-h", "-u@h", "h:", "h:0", "h:65536", "h:+1", "h:2 2", "[::1", "[::1]22",
    "a:b:c", "a b", "a;b", "$(x)", "h\n", "[]:1",
  ])
  func whatSSHWouldActOnIsRefused(_ text: String) {
    #expect(throws: Malformed.self) { try Destination(text) }
  }
}
