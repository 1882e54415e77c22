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
