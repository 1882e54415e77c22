internal import Deploy
internal import Glibc
internal import JSON
internal import Playbook
internal import SourceText

/// The command `init`.
enum InitCommand {
  private static let host = OptionSpec("host", value: "HOST", "the server to deploy to, as ssh knows it")
  private static let root = OptionSpec("root", value: "PATH", "the folder on the server")

  static let spec = CommandSpec(
    "init", "[NAME]", "write a first playbook and hosts.yml for this folder",
    details: """
      Looks at the current folder for a compose file, systemd units, requirements.txt and alembic.ini, and writes
      playbooks/NAME.yml and hosts.yml with comments. NAME is the folder's name if not given. What is there already is
      never written over. The JSON Schemas in .deployctl are for editors, which the first lines of the files tell.
      """,
    examples: ["init", "init dedup_fix --host root@lms.example.com --root /root/projects/lms"],
    exitCodes: [.done, .usage], options: [host, root]
  ) { arguments, console in
    guard arguments.words.count <= 1 else {
      throw UsageError("'\(arguments.words[1])' is one word too many", command: "init")
    }
    let folder = LocalFile.realPath(".") ?? "/"
    let name = try name(arguments.words.first ?? folder.split(separator: "/").last.map(String.init) ?? "site")
    let draft = FirstPlaybook(
      name: name, host: arguments.value(host) ?? "root@server.example.com",
      root: arguments.value(root) ?? "/srv/\(name)",
      project: try ProjectSight(folder: "."))
    let files = [("playbooks/\(name).yml", draft.playbook), ("hosts.yml", draft.hosts)]
    let schemas = LanguageSchema.allCases.filter { LocalFile.kind(FirstPlaybook.path(of: $0)) == .missing }
      .map { (FirstPlaybook.path(of: $0), $0.document.rendered + "\n") }
    for (path, _) in files where LocalFile.kind(path) != .missing {
      throw LocalFile.Failure(
        message: "\(path): it is there already, and nothing was written\nhint: name another one, or move it away")
    }
    for folder in ["playbooks", FirstPlaybook.schemaFolder] { try LocalFolder.make(Array(folder.utf8)) }
    for (path, text) in files + schemas {
      try LocalFile.append(text, to: path)
      console.answer("wrote \(path)")
    }
    console.answer(
      "next: deployctl check --offline playbooks/\(name).yml, then deployctl doctor and check without --offline")
    return .done
  }

  /// A name that runs can have.
  private static func name(_ word: String) throws(UsageError) -> String {
    let name = String(word.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_" })
    guard let first = name.first, first.isLetter || first.isNumber else {
      throw UsageError("'\(word)' makes no name of a playbook: begin it with a letter", command: "init")
    }
    return name
  }
}
