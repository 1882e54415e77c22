import TestSupport
import Testing

@testable import SSH

@Suite struct ConfigOutlineTests {
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  private func extract(_ host: String, user: String? = nil, port: Int? = nil) -> ConfigExtract? {
    ConfigOutline.read("ssh", configFile: scratch.path("config"), account: Account(name: "ann", home: scratch.path))?
      .extract(for: SSHDestination(user: user, host: host, port: port))
  }

  private func isOneAudience(_ hosts: String...) -> Bool {
    let audiences = hosts.map { extract($0)?.audience }
    return !audiences.contains(nil) && Set(audiences).count == 1
  }

  @Test func hostsToWhichTheSameLinesApplyAreOneAudience() throws {
    defer { scratch.remove() }
    try scratch.write(
      """
      Host a
        HostName 192.0.2.1
      Host b
        HostName b.example.com
        HostName not.this.one
      Host c
        ForwardAgent yes
      Host d
        Port 2222
      Host * !e
        User deploy
        IdentityFile ~/.ssh/work
      """, to: "config")
    #expect(isOneAudience("a", "b", "f"))
    for other in ["c", "d", "e"] { #expect(!isOneAudience("a", other)) }
    let found = try #require(extract("b"))
    #expect(found.hostName == "b.example.com")
    #expect(found.user == "deploy")
    #expect(found.port == nil)
    #expect(extract("f")?.hostName == "f")
    #expect(extract("d")?.port == 2222)
  }

  @Test func whatWasTypedIsPartOfTheAudience() throws {
    defer { scratch.remove() }
    try scratch.write("Host a b\nUser deploy\nPort 2222\n", to: "config")
    #expect(extract("a")?.audience == extract("b")?.audience)
    #expect(extract("a", user: "root")?.audience != extract("b")?.audience)
    #expect(extract("a", port: 22)?.audience != extract("b")?.audience)
    #expect(extract("a", user: "root")?.audience == extract("b", user: "root")?.audience)
    #expect(extract("a", user: "root", port: 22)?.user == nil)
    #expect(extract("a", user: "root", port: 22)?.port == nil)
  }

  @Test(arguments: ["A", "2001:db8::1", "127.1", "a@b", "ssh://a"])
  func namesThatSSHRewritesAreAskedFor(_ name: String) throws {
    defer { scratch.remove() }
    try scratch.write("User root\n", to: "config")
    #expect(extract(name) == nil)
    #expect(extract("a") != nil)
  }

  @Test func aHostIsNotLedThroughItself() throws {
    defer { scratch.remove() }
    try scratch.write("Host a b gate\nProxyJump deploy@Gate:22\nHost a\nHostName 192.0.2.1\n", to: "config")
    #expect(extract("gate") == nil)
    #expect(isOneAudience("a", "b"))
  }

  @Test func includesStandWhereTheyAreNamed() throws {
    defer { scratch.remove() }
    try scratch.write("User first\nHost a\nUser never\nHostName one.example.com\nPort 1\n", to: "10.conf")
    try scratch.write("User second\nForwardAgent yes\nPort 2\n", to: "20.conf")
    try scratch.write(
      """
      Host a b
        Include \(scratch.path)/*.conf
        Compression yes
      Port 3
      Include \(scratch.path)/missing
      """, to: "config")
    #expect(extract("a")?.hostName == "one.example.com")
    #expect(extract("a")?.user == "first")
    #expect(extract("a")?.port == 1)
    #expect(extract("b")?.port == 2)
    #expect(extract("c")?.user == nil)
    #expect(extract("c")?.port == nil)
    #expect(isOneAudience("a", "b"))
    #expect(!isOneAudience("a", "c"))
  }

  @Test func whatIsFinalIsChosenByTheAddress() throws {
    defer { scratch.remove() }
    try scratch.write("Match final all\nForwardAgent yes\n", to: "final.conf")
    try scratch.write(
      """
      Host a
        HostName 192.0.2.1
      Host b
        HostName 198.51.100.1
      Host 192.0.2.*
        Compression yes
        HostName never
        User by-address
      Host nobody
        Include \(scratch.path)/final.conf
      """, to: "config")
    #expect(extract("a")?.user == "by-address")
    #expect(extract("a")?.hostName == "192.0.2.1")
    #expect(extract("b")?.user == nil)
    #expect(isOneAudience("b", "c"))
    #expect(!isOneAudience("a", "b"))
  }

  @Test func includesOfAFileThatIncludesItselfEnd() throws {
    defer { scratch.remove() }
    try scratch.write("Include \(scratch.path("config"))\n", to: "config")
    #expect(extract("a") == nil)
  }

  @Test func whatIsNoFileIsNotRead() async throws {
    defer { scratch.remove() }
    #expect(extract("a") == nil)
    try await Tool.run("/usr/bin/mkfifo", [scratch.path("config")])
    #expect(extract("a") == nil)
  }

  @Test func theUsersFileComesBeforeThatOfTheSystem() async throws {
    defer { scratch.remove() }
    try await Tool.run("/bin/mkdir", [scratch.path(".ssh")])
    try scratch.write("Host a\nHostName 192.0.2.1\n", to: ".ssh/config")
    let account = Account(name: "ann", home: scratch.path)
    let usual = try #require(ConfigOutline.read("/usr/bin/ssh", configFile: nil, account: account))
    #expect(usual.files.count == 2)
    var selection = ConfigSelection(name: Array("a".utf8))
    selection.read(usual.files[0])
    #expect(selection.hostName == "192.0.2.1")
    #expect(ConfigOutline.read("/opt/bin/ssh", configFile: nil, account: account) == nil)
    #expect(ConfigOutline.read("/usr/bin/ssh", configFile: "none", account: account)?.files.isEmpty == true)
  }
}
