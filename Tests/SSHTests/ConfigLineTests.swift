import Testing

@testable import SSH

@Suite struct ConfigLineTests {
  private func line(_ text: String) -> ConfigLine? { ConfigLine(Array(text.utf8)[...]) }

  private func hosts(_ patterns: String...) -> ConfigLine { .hosts(patterns.map { HostChoice(Array($0.utf8)[...]) }) }

  @Test func bothNotationsAreRead() {
    #expect(line("HostName lms.example.com") == .hostName("lms.example.com"))
    #expect(line("\t hostname=192.0.2.7 \r") == .hostName("192.0.2.7"))
    #expect(line("USER =\troot") == .user("root"))
    #expect(line("Port= 2222") == .port(2222))
    #expect(line("Host a* !ab ?c\td") == hosts("a*", "!ab", "?c", "d"))
    #expect(line("Include ~/.ssh/*.conf work/hosts") == .include(["~/.ssh/*.conf", "work/hosts"]))
    #expect(line("MATCH\tAll") == .all(isFinal: false))
    #expect(line("Match final  all") == .all(isFinal: true))
    #expect(line("  # Host x") == .empty)
    #expect(line(" \t") == .empty)
  }

  @Test(arguments: [
    "IdentityFile \"~/my key\"", "ControlPath ~/.ssh/%C", "ForwardAgent yes", "SendEnv LANG LC_*",
    "ProxyCommand none",
  ])
  func whatMeansTheSameForAllIsTold(_ text: String) {
    #expect(line(text) == .common)
  }

  @Test(arguments: [
    "IdentityFile ~/keys/%h", "IdentityAgent ${XDG_RUNTIME_DIR}/agent", "ProxyCommand nc %h %p", "ProxyJump %n-gate",
    "HostName %h.example.com", "HostName LMS.example.com", "HostName 010.0.0.1", "HostName 127.1",
    "HostName 0x7f.0x1", "HostName 2001:db8::1", "HostName -x", "HostName host.", "User ${USER}", "User a@b",
    "User -l", "Port 022", "Port 0", "Port 65536", "Port ssh", "Port +22", "CanonicalizeHostname yes",
    "CanonicalDomains example.com", "KnownHostsCommand /bin/keys",
  ])
  func whatMayDifferIsPersonal(_ text: String) {
    #expect(line(text) == .personal)
  }

  @Test(arguments: [
    "Match all final", "Match canonical all", "Match !final all", "Match all # x", "Match final",
    "match host x", "Host", "Host \"a b\"", "Host a # b", "Host a=b", "Host a\\b", "Host 'a'",
    "\"Host\" a", "Host\"a\"", "=Host a", "Host==a", "HostName", "HostName a b", "HostName \"a\"", "User a b",
    "Include \"a b\"", "Include ${HOME}/x", "Include [ab]", "Include %d/x", "Host a\u{7f}", "Host a\u{c}b",
  ])
  func whatClientsMayReadDifferentlyIsNotUnderstood(_ text: String) {
    #expect(line(text) == nil)
  }

  @Test func aHostIsChosenUnlessOnePatternRefusesIt() {
    let choices = "a* !ab b?".split(separator: " ").map { HostChoice(Array($0.utf8)[...]) }
    let chosen = ["a", "ab", "abc", "b", "bc", "A"].filter { choices.choose(Array($0.utf8)) }
    #expect(chosen == ["a", "abc", "bc"])
  }
}
