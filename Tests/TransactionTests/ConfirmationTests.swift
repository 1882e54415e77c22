import Plan
import Playbook
import SourceText
import Testing
import Transaction

struct ConfirmationTests {
  private func confirmation(paths: [String] = [], service: [ShellWord]? = nil) throws -> Transaction.Confirmation? {
    let text = "playbook: p\nhosts: h\nroot: /srv/app\nsteps:\n  - copy: a\n"
    let target = try Playbook.read(SourceText(name: "p.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    let entries = try paths.map { path in
      let path = EntryPath(try #require(AbsolutePath(path)), root: target.root)
      let new = try #require(FileState("file:0644:0:0:1:\(String(repeating: "0", count: 64)):0"))
      return Entry(path: path, old: .absent, new: new, payload: .none, diff: nil)
    }
    let step = PlannedStep(number: 1, title: "t", place: "p.yml:5", verdict: .change)
    let verbs = service.map { [Verb.service(.restart, $0)] } ?? []
    let script = Script(
      run: RunID("p_20260101_000000"), root: [],
      steps: [Script.Step(number: 1, place: "p.yml:5", title: "t", verbs: verbs)], awaitSeconds: nil)
    return Transaction.Confirmation(Plan(target, entries: entries, steps: [step]), script)
  }

  @Test(arguments: [
    "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/10-x.conf", "/root/.ssh/authorized_keys", "/etc/sudoers",
    "/etc/sudoers.d/x", "/etc/pam.d/sshd", "/etc/nftables.conf", "/etc/iptables/rules.v4", "/etc/ufw/user.rules",
    "/etc/firewalld/zones/public.xml", "/etc/network/interfaces", "/etc/netplan/01.yaml",
    "/etc/systemd/network/a.network", "/etc/systemd/system/ssh.service", "/srv/app/.ssh/config",
  ])
  func aPathThatTheNextLogInDependsOnIsConfirmed(path: String) throws {
    let found = try confirmation(paths: [path])
    #expect(found?.reasons == [path] && found?.seconds == 60)
  }

  @Test(arguments: ["/etc/nginx/nginx.conf", "/srv/app/etc/ssh/a", "/etc/sshx/a", "/etc/systemd/system/web.service"])
  func anotherPathIsNot(path: String) throws {
    #expect(try confirmation(paths: [path]) == nil)
  }

  @Test func servicesAreConfirmedByNameAndByCommand() throws {
    #expect(
      try confirmation(service: ["systemd", "120", "", "web", "ssh.service"])?.reasons == ["restart ssh.service"])
    #expect(try confirmation(service: ["systemd", "120", "", "web"]) == nil)
    #expect(try confirmation(service: ["compose", "120", "", "ssh"]) == nil)
    #expect(
      try confirmation(service: ["command", "120", "", "nft -f /x.nft", ""])?.reasons == ["'nft -f /x.nft'"])
    #expect(try confirmation(service: ["command", "120", "", "bin/sshfs-restart", ""]) == nil)
  }
}
