import Crypto
import Deploy
import Glibc
import JSON
import TestSupport
import Testing

/// What a report says that will lie at each path.
struct ReportStateTests {
  @Test func everyPathHasWhatItBecomes() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      try stage.server.write("gone\n", to: "old/gone.txt")
      try stage.playbook(
        steps: """
            - copy: { from: src/a.txt, to: src/a.txt, mode: "0640" }
            - link: { path: current, to: src }
            - directory: { path: data, mode: "0750" }
            - remove: { path: old, recursive: true }
          """)
      let ending = try await stage.run("check", "playbooks/site.yml", "--format", "json")
      try #require(ending.code == .done, "\(ending)")
      try await Schema.check(json: ending.output, against: Schema.report)
      let hash = SHA256Digest(of: Array("a of new\n".utf8)).description
      let owners: KeyValuePairs<String, JSONValue?> = [
        "owner": .integer(Int(getuid())), "group": .integer(Int(getgid())),
      ]
      func state(_ kind: String, _ mode: String, _ more: KeyValuePairs<String, JSONValue?> = [:]) -> JSONValue {
        JSONValue(["kind": .string(kind), "mode": .string(mode)]).merging(JSONValue(owners)).merging(JSONValue(more))
      }
      #expect(
        try Self.states(ending) == [
          "src/a.txt": state("file", "0640", ["size": .integer(9), "sha256": .string(hash)]),
          "current": JSONValue(["kind": "link", "target": "src"]),
          "data": state("folder", "0750"),
          "old": JSONValue(["kind": "nothing"]), "old/gone.txt": JSONValue(["kind": "nothing"]),
        ])
    }
  }

  @Test func ofAFileWithSecretsNeitherHashNorSizeIsTold() async throws {
    try await Stage.with("target") { stage in
      try stage.write("password = ${password}\n", to: "conf/app.conf.tpl")
      try stage.playbook(steps: "  - template: { from: conf/app.conf.tpl, to: conf/app.conf }")
      let text = try Files.read("\(stage.project)/playbooks/site.yml")
      try stage.write("secrets: { password: { env: APP_PASSWORD } }\n" + text, to: "playbooks/site.yml")
      for words in [["check"], ["deploy", "--yes"]] {
        let ending = try await stage.start(
          words + ["playbooks/site.yml", "--format", "json"], ["APP_PASSWORD": "four words of it"]
        ).ending()
        try #require(ending.code == .done, "\(ending)")
        try await Schema.check(json: ending.output, against: Schema.report)
        let state = try #require(try Self.states(ending)["conf/app.conf"])
        #expect(state["secret"] == .bool(true) && state["mode"] == "0600")
        #expect(state["sha256"] == nil && state["size"] == nil)
        let installed = SHA256Digest(of: Array("password = four words of it\n".utf8)).description
        #expect(!ending.everything.contains(installed))
      }
    }
  }

  private static func states(_ ending: Ending) throws -> [String: JSONValue] {
    let host = try JSONReader.read(ending.output.utf8).first("places")?.first("hosts")
    let files = (host?.list("steps") ?? []).flatMap { $0.list("files") ?? [] }
    return Dictionary(
      uniqueKeysWithValues: files.compactMap { file in
        file["path"]?.text.flatMap { path in file["becomes"].map { (path, $0) } }
      })
  }
}
