import Playbook
import SourceText
import Testing

/// How hosts are named that an inventory protects.
struct ProtectedHostsTests {
  private static let inventory = """
    hosts: { web-1: , web-2: , db-1: , far-1: }
    groups:
      web: { hosts: [web-1, web-2], protect: true }
      site: [web, db-1]
      world: [site, far-1]
    """

  private func hosts(_ names: String = "[web, db-1]") throws -> ProtectedHosts {
    let text = "playbook: p\nhosts: \(names)\nroot: /srv\nsteps: [copy: x]\n"
    let playbook = try Playbook.read(
      SourceText(name: "p.yml", text: text), inventory: SourceText(name: "hosts.yml", text: Self.inventory)
    ) { _ in .file }
    return ProtectedHosts(among: playbook.targets, playbook.inventory)
  }

  @Test(arguments: [
    ("web-1", ["web-1"]), ("web-1,web-2", ["web-1", "web-2"]), (" web-2  db-1, ", ["db-1", "web-2"]),
    ("web", ["web-1", "web-2"]), ("site", ["db-1", "web-1", "web-2"]), ("", []),
  ])
  func namesOfHostsAndOfWholeGroupsCount(_ words: String, _ expected: [String]) throws {
    #expect(try hosts().meant(by: words).sorted() == expected)
  }

  @Test(arguments: [
    ("wbe-1", "no host 'wbe-1' here (did you mean 'web-1'?)"),
    ("far-1", "no host 'far-1' here"),
    ("world", "the group 'world' has other hosts as well: name the hosts"),
    ("all", "no host 'all' here"), ("web-*", "no host 'web-*' here"), ("y", "no host 'y' here"),
  ])
  func whatIsNoNameOfAHostHereIsTold(_ words: String, _ expected: String) throws {
    let hosts = try hosts()
    let error = #expect(throws: Malformed.self) { try hosts.meant(by: words) }
    #expect(error?.message.hasPrefix(expected) == true, "\(words)")
  }

  @Test func theOneWordForAllIsTheNameOfTheirGroup() throws {
    #expect(try hosts().group(of: ["web-2", "web-1"]) == "web")
    #expect(try hosts().group(of: ["web-1"]) == nil)
    #expect(try hosts("[web-1, db-1]").group(of: ["web-1", "db-1"]) == nil)
  }
}
