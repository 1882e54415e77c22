import Connection
import TestSupport
import Testing

@testable import SSH

/// What is told of a host by what ssh said of another one is what ssh would have said.
@Suite struct ConfigDifferentialTests {
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  private static let hosts = [
    "h1", "h2", "h12", "lms", "lms.example.com", "192.0.2.9", "010.0.0.1", "127.1", "Lms", "gate", "2001:DB8::1",
  ]

  @Test(arguments: [
    // What a fleet usually looks like.
    "Host h1\n HostName 192.0.2.1\nHost h2\n HostName H2.Example.com\nHost *\n User root\n Port 2222\n",
    "Host h*\nIdentityFile ~/.ssh/fleet\nIdentitiesOnly yes\nHost lms* !lms.*\nUser=ann\nHost *\nUser deploy\n",
    "Host h*\n ProxyJump gate\nHost gate\n HostName 192.0.2.7\n User jump\n",
    "Host *\n ProxyJump h1,LMS:22\n",
    "Host *\n ControlPath /tmp/cm-%r@%h:%p\n ControlMaster auto\nHost h?\n UserKnownHostsFile /k/%h\n",
    // First ones hold, wherever they stand.
    "User first\nPort 1\nHost h1\nUser second\nPort 2\nHostName one\nHostName two\nHost *\nHostName three\n",
    "Host h1 h2\nHostName same.example.com\nHost same.example.com\nUser never\n",
    "Host *\nHostName %h.example.com\n", "Host h1\nHostName 127.2\nHost h2\nHostName 0x7f.1\nHost *\nPort 0022\n",
    // Notations.
    "HOST\th1\th2 \r\n\thostname = a.example.com\r\n  USER=ann  \n#Host x\n   # Port 1\n\nPort=\t2200\n",
    "Host \"h1\"\nUser ann\n", "Host h1 # h2\nUser ann\n", "Host h1\nUser \"ann\"\n", "Host h1,h2\nUser ann\n",
    "Host !h1\nUser ann\nHost !h2 *\nPort 3\nHost * !h12\nHostKeyAlias all\n", "Host h1=h2\nUser ann\n",
    "Host ?1 *2\nUser ann\nHost l*s\nUser bob\nHost **\nPort 99\nHost *.*\nPort 98\n",
    // What ssh refuses, it refuses for all.
    "Host h1\nNoSuchOption yes\n", "Host h1\nPort none\n", "Host\nUser ann\n", "User\n", "Host h1\nHostName a b\n",
    // What hosts do not have in common.
    "Match host h1\nUser ann\n", "Match originalhost h2\nUser ann\nMatch all\nPort 3\n",
    // What some distributions begin with.
    "Match final all\nGSSAPIAuthentication yes\nUser late\n Host h1\n HostName h2\nHost h2\n Port 2\nMatch all\nPort 7\n",
    "Host h1 h2\nHostName 192.0.2.1\nHost 192.0.2.*\nHostName never\nUser by-address\nHost none\nMatch final all\nPort 3\n",
    "Match all\nUser ann\nMatch final all # x\nPort 3\n", "Match all final\nPort 3\n", "Match final\nPort 3\n",
    "CanonicalizeHostname no\nUser ann\n", "SetEnv A=1\nSetEnv B=2\nSendEnv X\nHost h1\nSendEnv Y\n",
  ])
  func aKnownConfig(_ text: String) async throws {
    defer { scratch.remove() }
    try scratch.write(text, to: "config")
    _ = try await compare()
  }

  @Test(arguments: 1...40)
  func aRandomConfig(_ seed: UInt64) async throws {
    defer { scratch.remove() }
    var random = SeededGenerator(seed: seed)
    for name in ["one.conf", "two.conf"] { try scratch.write(block(&random), to: name) }
    let text = (0..<random.number(2...7)).map { _ in block(&random) }.joined()
    let includes = random.chance(40) ? "Include \(scratch.path)/*.conf\n" : ""
    try scratch.write(text + includes + block(&random), to: "config")
    _ = try await compare()
  }

  @Test func someOfItIsShared() async throws {
    defer { scratch.remove() }
    try scratch.write("Host h1\nHostName 192.0.2.1\nHost *\nUser root\n", to: "config")
    // All but the four that ssh rewrites are told what the first one was.
    #expect(try await compare() == Self.hosts.count - 5)
  }

  /// Asks of all hosts with and without what was said of others; returns how many were not asked of.
  private func compare() async throws -> Int {
    let answers = ConfigAnswers()
    var saved = 0
    for host in Self.hosts {
      let destination = SSHDestination(host: host)
      let expected = await configuration { () async throws(ConnectionError) in
        try await SSHConfiguration.resolve(destination, configFile: scratch.path("config"))
      }
      saved += 1
      let source = ConfigAnswers.Source(client: "/usr/bin/ssh", configFile: scratch.path("config"))
      let found = await configuration { () async throws(ConnectionError) in
        try await answers.configuration(of: destination, from: source) { () async throws(ConnectionError) in
          saved -= 1
          return try await SSHConfiguration.resolve(destination, configFile: scratch.path("config"))
        }
      }
      #expect(found == expected, "\(host)")
    }
    return saved
  }

  private func configuration(
    _ body: () async throws(ConnectionError) -> SSHConfiguration
  ) async -> SSHConfiguration? {
    do {
      return try await body()
    } catch {
      return nil
    }
  }

  private func block(_ random: inout SeededGenerator) -> String {
    let patterns = ["h*", "h?", "*", "!h2", "h1 h2", "*1", "lms", "LMS", "l*.com *2", "* !h1", "192.0.2.*", "gate"]
    let settings = [
      "HostName 192.0.2.1", "HostName one.example.com", "hostname=two.example.com", "HostName TWO.example.com",
      "HostName 0127.0.0.1", "User root", "User deploy", "USER = ann", "User a@b", "Port 22", "Port\t2222", "Port 0222",
      "IdentityFile ~/.ssh/work", "IdentityFile ~/.ssh/%n", "IdentityFile \"~/my key\"", "ProxyJump gate",
      "ProxyJump h1", "ProxyJump none", "ControlPath /tmp/%C", "StrictHostKeyChecking yes", "ServerAliveInterval 5",
      "HostKeyAlias cluster", "Compression yes # really", "# Port 1", "", "  BatchMode\tyes  \r", "ForwardAgent yes",
      "ProxyCommand nc %h %p", "BindAddress 192.0.2.3", "IdentityAgent none", "ConnectTimeout 5",
    ]
    if random.chance(8) { return random.chance(50) ? "Match final all\n  Port 77\n" : "Match all\n  User all\n" }
    let first = random.chance(85) ? "Host \(patterns.randomElement(using: &random) ?? "*")\n" : ""
    let lines = (0..<random.number(1...4)).map { _ in "  \(settings.randomElement(using: &random) ?? "")\n" }
    return first + lines.joined()
  }
}
