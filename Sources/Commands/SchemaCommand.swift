internal import Deploy
internal import JSON
internal import Playbook
internal import SourceText

/// The command `schema`.
enum SchemaCommand {
  static let spec = CommandSpec(
    "schema", "[playbook|inventory]", "print the JSON Schema of playbooks, or of hosts.yml",
    details: """
      Editors complete and check by it while one types. A first line such as
        # yaml-language-server: $schema=../.deployctl/playbook.schema.json
      tells them where it lies; 'init' writes both.
      """,
    examples: ["schema > .deployctl/playbook.schema.json", "schema inventory > .deployctl/inventory.schema.json"],
    exitCodes: [.done, .usage]
  ) { arguments, console in
    guard arguments.words.count <= 1 else {
      throw UsageError("'\(arguments.words[1])' is one word too many", command: "schema")
    }
    let word = arguments.words.first ?? LanguageSchema.playbook.rawValue
    guard let schema = LanguageSchema(rawValue: word) else {
      let known = LanguageSchema.allCases.map(\.rawValue)
      let meant = Suggestion.closest(to: word, among: known).map { " (did you mean '\($0)'?)" } ?? ""
      throw UsageError("no schema '\(word)'\(meant); there are \(known.joined(separator: ", "))", command: "schema")
    }
    console.answer(schema.document.rendered)
    return .done
  }
}
