import Deploy
import TestSupport
import Testing

struct InitTests {
  @Test func aComposeProjectGetsAPlaybookThatFits() async throws {
    try await Stage.with { stage in
      try stage.write(
        "# web\nservices:\n  web:\n    image: nginx\n  db:\n    image: postgres\nvolumes:\n  data:\n", to: "compose.yml"
      )
      try stage.write("requests\n", to: "requirements.txt")
      try stage.write("[alembic]\n", to: "alembic.ini")
      let words = ["init", "shop", "--host", "root@shop.example.com", "--root", "/srv/shop"]
      let ending = try await Deployctl.start(words, in: stage.project).ending()
      #expect(ending.code == .done, "\(ending)")
      let playbook = try Files.read("\(stage.project)/playbooks/shop.yml")
      #expect(
        playbook.hasPrefix("# yaml-language-server: $schema=../.deployctl/playbook.schema.json\nplaybook: "),
        "\(playbook)")
      let hosts = try Files.read("\(stage.project)/hosts.yml")
      #expect(hosts.hasPrefix("# yaml-language-server: $schema=.deployctl/inventory.schema.json\n"), "\(hosts)")
      for (word, file) in [("playbook", "playbooks/shop.yml"), ("inventory", "hosts.yml")] {
        let schema = try await Deployctl.run(["schema", word]).output
        #expect(try Files.read("\(stage.project)/.deployctl/\(word).schema.json") == schema)
        try await Schema.check(yaml: "\(stage.project)/\(file)", against: schema)
      }
      for line in ["copy: [compose.yml, requirements.txt]", "restart: { compose: [web, db] }", "# alembic.ini is here"]
      {
        #expect(playbook.contains(line), "\(line): \(playbook)")
      }
      let check = try await stage.run("check", "--offline", "playbooks/shop.yml")
      #expect(check.code == .done, "\(check)")
      #expect(try Files.read("\(stage.project)/hosts.yml").contains("address: shop.example.com, user: root"))
      // Nothing is written over, and then nothing at all is written.
      let again = try await Deployctl.start(words, in: stage.project).ending()
      #expect(again.code == .usage && again.errors.contains("playbooks/shop.yml: it is there already"), "\(again)")
      let other = try await Deployctl.start(["init", "other"], in: stage.project).ending()
      #expect(other.code == .usage && other.errors.contains("hosts.yml: it is there already"), "\(other)")
      #expect(!Files.exists("\(stage.project)/playbooks/other.yml"))
    }
  }

  @Test func unitsAreCopiedAndRestarted() async throws {
    try await Stage.with { stage in
      try stage.write("[Service]\n", to: "deploy/bot.service")
      let ending = try await Deployctl.start(["init", "bots"], in: stage.project).ending()
      #expect(ending.code == .done, "\(ending)")
      let playbook = try Files.read("\(stage.project)/playbooks/bots.yml")
      #expect(playbook.contains("copy: { from: deploy/bot.service, to: /etc/systemd/system/bot.service }"))
      #expect(playbook.contains("restart: { systemd: [bot] }"), "\(playbook)")
      let check = try await stage.run("check", "--offline", "playbooks/bots.yml")
      #expect(check.code == .done, "\(check)")
    }
  }

  @Test(arguments: ["notes.txt", "#1: true, [x] ${y}.txt", "-.txt", "yes"])
  func anyFolderGetsAPlaybookThatFits(file: String) async throws {
    try await Stage.with { stage in
      try stage.write("hello\n", to: file)
      let words = ["init", "--host", "a@10.0.0.1", "--root", "/srv/it's: here # now"]
      let ending = try await Deployctl.start(words, in: stage.project).ending()
      #expect(ending.code == .done, "\(ending)")
      let check = try await stage.run("check", "--offline", "playbooks/project.yml")
      #expect(check.code == .done, "\(check)")
    }
  }
}
