internal import JSON
internal import Playbook

/// The files that `init` writes.
struct FirstPlaybook {
  let name: String
  let host: String
  let root: String
  let project: ProjectSight

  static let schemaFolder = ".deployctl"

  static func path(of schema: LanguageSchema) -> String { "\(schemaFolder)/\(schema.rawValue).schema.json" }

  /// What tells an editor how to complete and check the file as one types.
  private static func editorLine(_ schema: LanguageSchema, from folder: String) -> String {
    "# yaml-language-server: $schema=\(folder)\(path(of: schema))"
  }

  var hosts: String {
    """
    \(Self.editorLine(.inventory, from: ""))
    # The servers, by names of your choice. An ssh alias or an address is enough:
    #   web-2: web2.example.com
    # docs/playbook.md tells of groups and variables.
    hosts:
      \(name)-prod: { address: \(address.asYAML), \(user)root: \(root.asYAML) }

    """
  }

  private var user: String { host.firstIndex(of: "@").map { "user: \(String(host[..<$0]).asYAML), " } ?? "" }
  private var address: String { host.firstIndex(of: "@").map { String(host[host.index(after: $0)...]) } ?? host }

  var playbook: String {
    """
    \(Self.editorLine(.playbook, from: "../"))
    playbook: \(name.asYAML)
    hosts: \(name)-prod            # of hosts.yml
    root: \(root.asYAML)
    steps:
      # Files of this folder, to the same paths below the root. List what you change.
    \(steps.joined(separator: "\n"))

    """
  }

  private var steps: [String] {
    copies + restarts + migrations
      + [
        "",
        "  # Everything is put back when a step fails. More gates:",
        "  # - healthy: { http: \"http://127.0.0.1:8000/health\", within: 60s }",
      ]
  }

  private var copies: [String] {
    let files = [project.composeFile, project.hasRequirements ? "requirements.txt" : nil].compactMap { $0 }
    let units = project.units.map { path in
      let name = path.split(separator: "/").last ?? ""
      return "  - copy: { from: \(path.asYAML), to: \("/etc/systemd/system/\(name)".asYAML) }"
    }
    let some = files.isEmpty && units.isEmpty ? [project.anyFile].compactMap { $0 } : files
    return (some.isEmpty ? [] : ["  - copy: [\(some.map(\.asYAML).joined(separator: ", "))]"]) + units
  }

  private var restarts: [String] {
    if !project.composeServices.isEmpty {
      let services = "[\(project.composeServices.map(\.asYAML).joined(separator: ", "))]"
      return gates("compose: \(services)", "the services of \(project.composeFile ?? "")")
    }
    guard !project.units.isEmpty else {
      return [
        "", "  # What runs there is restarted and looked at:", "  # - restart: { systemd: app }",
        "  # - healthy: { systemd: app }", "  # - logs: { systemd: app, for: 20s }",
      ]
    }
    let names = project.units.compactMap { $0.split(separator: "/").last?.dropLast(".service".count) }.map(String.init)
    return gates("systemd: [\(names.map(\.asYAML).joined(separator: ", "))]", "the units")
  }

  private func gates(_ what: String, _ words: String) -> [String] {
    [
      "", "  # Restarts \(words), waits until they are well, and reads their logs for a while.",
      "  - restart: { \(what) }", "  - healthy: { \(what), within: 60s }",
      "  - logs: { \(what), for: 20s, fail: \"error|exception|traceback\" }",
    ]
  }

  private var migrations: [String] {
    var lines: [String] = []
    if project.hasRequirements {
      lines += ["", "  # requirements.txt is here: install from it when it changes, and say how that is undone."]
    }
    if project.hasAlembic {
      lines += [
        "", "  # alembic.ini is here: only add to the schema, since the old version runs until the new one starts.",
      ]
    }
    return lines
  }
}

extension String {
  /// As a value of YAML that means this text and nothing else.
  fileprivate var asYAML: String {
    let isPlain =
      unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789_./@-".unicodeScalars.contains($0))
      }
      && contains(where: \.isLetter) && first.map { $0 != "-" && $0 != "@" } ?? false
    let isWord = ["true", "false", "null", "yes", "no", "on", "off"].contains(lowercased())
    if isPlain && !isWord { return self }
    return JSONValue.string(replacing("${", with: "$${")).rendered
  }
}
