import Playbook
import SourceText
import Testing

/// What `--limit` takes, among hosts of an inventory with groups.
struct HostLimitTests {
  private static let inventory = """
    [web]
    web-[1:3]
    [db]
    db-1
    [site:children]
    web
    db
    [elsewhere]
    far-1
    """

  private func chosen(_ words: String, of hosts: String = "[site, \"root@lms:2222\"]") throws -> [String] {
    let text = "playbook: p\nhosts: \(hosts)\nroot: /srv\nsteps: [copy: x]\n"
    let playbook = try Playbook.read(
      SourceText(name: "p.yml", text: text), inventory: SourceText(name: "inventory", text: Self.inventory)
    ) { _ in .file }
    let names = try HostLimit(words, of: playbook.targets, playbook.inventory).names()
    return playbook.targets.map(\.host.name).filter { names.contains($0) }
  }

  @Test(arguments: [
    ("web-2", ["web-2"]),
    ("db-1, web-2", ["web-2", "db-1"]),
    ("web", ["web-1", "web-2", "web-3"]),
    ("web:db", ["web-1", "web-2", "web-3", "db-1"]),
    ("all:!web", ["db-1", "root@lms:2222"]),
    ("!web", ["db-1", "root@lms:2222"]),
    ("web-*:!web-2", ["web-1", "web-3"]),
    ("*-1", ["web-1", "db-1"]),
    ("web-?,!web-[12]", ["web-3"]),
    ("web-[!1-2]", ["web-3"]),
    ("site:&web:!web-1", ["web-2", "web-3"]),
    ("s*e:!web", ["db-1"]),
    ("root@lms:2222:db-1", ["db-1", "root@lms:2222"]),
    ("!root@lms:2222:!web", ["db-1"]),
    ("web-1:far-*:!elsewhere:!far-1", []),
  ])
  func wordsAndPatternsChoose(_ words: String, _ expected: [String]) throws {
    if expected.isEmpty {
      #expect(throws: Malformed.self) { try chosen(words) }
    } else {
      #expect(try chosen(words) == expected)
    }
  }

  @Test(arguments: [
    ("wbe-1", "no host 'wbe-1' here (did you mean 'web-1'?); there are web-1, web-2, web-3, db-1"),
    ("all:!wbe", "no host 'wbe' here (did you mean 'web'?); there are web-1, web-2, web-3, db-1"),
    ("all:!dw-*", "no host or group is like 'dw-*' here; there are web-1, web-2, web-3, db-1"),
    ("elsewhere", "'elsewhere' is not among the hosts here; there are web-1, web-2, web-3, db-1"),
    ("web:!site", "'web:!site' leaves no host; there are web-1, web-2, web-3, db-1"),
    (" ,", "name a host: web-1, web-2, web-3, db-1"),
  ])
  func whatNamesNobodyIsRefused(_ words: String, _ message: String) {
    #expect(throws: Malformed(message)) { try chosen(words, of: "site") }
  }

  /// A host that is meant to be spared is spared whatever playbook runs.
  @Test func oneOfTheInventoryMayBeLeftOutWhereItIsNot() throws {
    #expect(try chosen("!far-1:!elsewhere", of: "db") == ["db-1"])
  }
}
