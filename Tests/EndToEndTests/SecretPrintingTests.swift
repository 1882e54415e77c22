import Deploy
import TestSupport
import Testing

/// Commands that print the secrets which they find in their environment.
struct SecretPrintingTests {
  private static let values = [#"en'v $ecret &"x" %41"#, "file/secret+42==", "command secret ü"]

  private static func run(_ stage: Stage, _ words: [String]) async throws -> Ending {
    try await stage.start(words, ["APP_PASSWORD": values[0]]).ending()
  }

  /// What commands print of what they find in their environment, in a run, one that fails, and one that is taken back.
  @Test func commandsThatPrintASecretInAnyEncodingDoNotTellIt() async throws {
    try await Stage.with("target") { stage in
      let server = stage.server
      let sentinel = Sentinel(secrets: Self.values)
      try stage.settle()
      try Files.write(Self.values[1] + "\n", to: "\(stage.folder)/token", mode: 0o600)
      try Files.write(Self.values[2] + "\n", to: "\(stage.folder)/key", mode: 0o600)
      try stage.write(Self.printing, to: "printing.py")
      func write(_ gate: String) throws {
        try stage.write(
          """
          playbook: site
          hosts: target
          root: \(server.root)
          secrets:
            password: { env: APP_PASSWORD }
            token: { file: \(stage.folder)/token }
            key: { command: "cat \(stage.folder)/key" }
          steps:
            - copy: [src/a.txt, printing.py]
            - restart: { command: "/usr/bin/python3 printing.py", status: "/usr/bin/python3 printing.py" }
              undo: /usr/bin/python3 printing.py
              secret_env: { A: password, B: token, C: key }
            - healthy: { cmd: "/usr/bin/python3 printing.py; \(gate)", within: 1s, every: 100ms }
              secret_env: { A: password, B: token, C: key }

          """, to: "playbooks/site.yml")
      }
      // There from the start, so that the revert has it too.
      try server.write(Self.printing, to: "printing.py")
      try write("false")
      let failed = try await Self.run(stage, ["deploy", "playbooks/site.yml", "--yes", "-v"])
      #expect(failed.code == .reverted, "\(failed)")
      try write("true")
      let done = try await Self.run(stage, ["deploy", "playbooks/site.yml", "--yes", "--recover", "-v"])
      try #require(done.code == .done, "\(done)")
      let back = try await Self.run(stage, ["rollback", "playbooks/site.yml", "latest", "--yes", "-v"])
      #expect(back.code == .done, "\(back)")
      let said = failed.everything + done.everything + back.everything
      #expect(said.contains("•••"), "nothing was printed:\n\(said)")
      #expect(sentinel.found(in: said) == [])
      #expect(try sentinel.found(below: server.folder, except: []) == [])
      for set in server.sets where Files.exists("\(server.backups)/\(set)/control/secrets") {
        let folder = try Files.read("\(server.backups)/\(set)/control/secrets").prefix { $0 != "\n" }
        #expect(!Files.exists(String(folder)))
      }
    }
  }

  /// Prints three variables in every way that comes to mind.
  private static let printing = #"""
    import base64, binascii, html, json, os, shlex, sys, urllib.parse
    for name in "ABC":
        value = os.environ[name]
        data = value.encode()
        for text in [
            value, json.dumps(value), json.dumps(value, ensure_ascii=False), shlex.quote(value), html.escape(value),
            urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value),
            base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode(),
            base64.b64encode(b"user:" + data).decode(), binascii.hexlify(data).decode(), data.hex().upper(),
        ]:
            print(text)
            print(text, file=sys.stderr)

    """#
}
