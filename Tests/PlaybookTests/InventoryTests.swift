import Playbook
import SourceText
import Testing

struct InventoryTests {
  private func inventory(_ text: String) throws -> Inventory {
    try Inventory.read(SourceText(name: "hosts.yml", text: text))
  }

  @Test func aNameStandsForAHostAGroupOrAll() throws {
    let inventory = try inventory(
      """
      hosts:
        a: root@a.example.com
        b: { address: b.example.com, port: 2222, root: "/srv/${host}", become: true }
        c:
      groups:
        outer: [c, inner, b]
        inner: [b]
      """)
    #expect(inventory.hosts(named: "outer")?.map(\.host.name) == ["c", "b"])
    #expect(inventory.hosts(named: "all")?.map(\.host.name) == ["a", "b", "c"])
    #expect(inventory.hosts(named: "unknown") == nil)
    let host = try #require(inventory.hosts(named: "b")?.first)
    #expect(host.host.destination.description == "b.example.com:2222")
    #expect(host.root?.description == "/srv/b")
    #expect(host.defaultBecome == .root())
    #expect(inventory.groupNames == ["outer", "inner"])
  }

  @Test func aRootMayUseTheHostsOwnVariables() throws {
    let inventory = try inventory(
      "hosts: { a: { root: \"/srv/${app}\", vars: { app: lms, later: \"${root_of_all}\" } } }")
    #expect(inventory.hosts.first?.root?.description == "/srv/lms")
  }

  @Test func allProblemsAreReportedAtOnce() {
    #expect(throws: Problems.self) { try inventory("hosts: { a: { prt: 1 } }\ngroups: { g: [x] }") }
    do {
      _ = try inventory("hosts: { a: { prt: 1 } }\ngroups: { g: [x] }")
    } catch let problems as Problems {
      #expect(problems.list.count == 2)
    } catch {
      Issue.record(error)
    }
  }
}

/// Ansible's inventories; what they mean is also told by the golden cases.
struct AnsibleInventoryTests {
  private func inventory(_ text: String) throws -> Inventory {
    try Inventory.read(SourceText(name: "inventory", text: text))
  }

  @Test(arguments: [
    "web1\nweb2 ansible_port=2222 note=\"a: b\"\n", "; of before\n\n[all]\nweb1\nweb2 ansible_port=2222\n",
    "\u{FEFF}web1\r\nweb2:2222\r\n", "all: { hosts: { web1: , web2: { ansible_port: 2222 } } }",
    "---\n# groups\nlinux:\n  hosts:\n    web1:\n    web2:\n      ansible_port: \"2222\"\n",
    "{\"linux\": {\"hosts\": {\"web1\": null, \"web2\": {\"ansible_ssh_port\": 2222}}}}",
  ])
  func everyFormIsRecognisedByWhatStandsInIt(_ text: String) throws {
    #expect(
      try inventory(text).hosts.map { "\($0.host.name) \($0.host.destination)" } == ["web1 web1", "web2 web2:2222"])
  }

  @Test(arguments: [
    ("n[8:10]", ["n8", "n9", "n10"]), ("n[08:10]", ["n08", "n09", "n10"]), ("n[0:8:4]x", ["n0x", "n4x", "n8x"]),
    ("[a:c].x", ["a.x", "b.x", "c.x"]), ("r[1:2]n[a:b]", ["r1na", "r1nb", "r2na", "r2nb"]), ("n[:1]", ["n0", "n1"]),
  ])
  func rangesStandForTheirHosts(_ pattern: String, _ names: [String]) throws {
    #expect(try inventory("[g]\n\(pattern)\n").hosts(named: "g")?.map(\.host.name) == names)
  }

  @Test func aRangeThatNobodyMeantIsRefusedBeforeItFillsTheMemory() {
    #expect(throws: Problems.self) { try inventory("[g]\nn[1:999]x[1:999]\n") }
    #expect(throws: Problems.self) { try inventory("[g]\nn[0:999999999]\n") }
  }

  @Test(arguments: [
    "a\nb\n[g]\nb\nc\n", "all: { hosts: { a: , b: }, children: { g: { hosts: { b: , c: } } } }",
  ])
  func ungroupedAreTheHostsInNoGroup(_ text: String) throws {
    let inventory = try inventory(text)
    #expect(inventory.hosts(named: "ungrouped")?.map(\.host.name) == ["a"])
    #expect(inventory.hosts(named: "g")?.map(\.host.name) == ["b", "c"])
    #expect(inventory.groupNames == ["g", "ungrouped"])
  }

  /// The nearer a group is to a host, the more its variables count.
  @Test func theInnermostGroupHasTheLastWord() throws {
    let inventory = try inventory(
      """
      [b:vars]
      ansible_user=b
      [all:vars]
      ansible_user=everybody
      ansible_port=22
      [a:vars]
      ansible_user=a
      [outer:vars]
      ansible_user=outer
      ansible_port=23
      [a]
      one
      two ansible_user=own
      [b]
      one
      [outer:children]
      a
      [z]
      three
      """)
    let places = inventory.hosts.map { "\($0.host.name) \($0.host.destination)" }
    #expect(places == ["one a@one:23", "two own@two:23", "three everybody@three:22"])
  }

  @Test func whatStandsInTheWayOfAHostIsToldToThoseWhoNameIt() throws {
    let inventory = try inventory("[g]\nweb1\nwin ansible_connection=winrm\n")
    #expect(inventory.hosts(named: "g")?.map(\.host.name) == ["web1"])
    for name in ["win", "g", "all"] {
      #expect(inventory.obstacles(named: name).map(\.range.location.line) == [3], "\(name)")
    }
    #expect(inventory.hosts(named: "win")?.isEmpty == true)
    #expect(inventory.obstacles(named: "web1").isEmpty)
  }
}
