package import SourceText
internal import YAML

/// One line of `secrets:`: a name, and where its value is found when it is needed.
package struct SecretDefinition: Sendable, Hashable {
  package enum Source: Sendable, Hashable {
    case environment(String)
    /// Relative to the source folder, or from `/`.
    case file(String)
    /// Run by a shell of this machine.
    case command(String)
  }

  package let name: String
  package let source: Source
  package let range: SourceRange
}

extension SecretDefinition {
  static let shape = Shape(["env": .text, "file": .text, "command": .text], oneOf: ["env", "file", "command"])

  /// The names of a `secrets:` map, so that it is known what they stand for before any of them is read.
  static func names(_ node: Node) -> Set<String> {
    Set((node.mapping?.entries ?? []).map(\.key.name))
  }

  static func read(_ node: Node, besides variables: [VariableDefinition], _ reading: Reading) -> [SecretDefinition] {
    guard let mapping = node.mapping else {
      reading.findings.add(
        "expected a map in secrets, found \(node.found)", at: node.range,
        hint: "write secrets: { name: { env: VARIABLE } }, { file: … } or { command: … }")
      return []
    }
    return mapping.entries.compactMap { entry in
      let name = entry.key.name
      guard VariableDefinition.check(name: entry.key, reading.findings) else { return nil }
      if let variable = variables.first(where: { $0.name == name }) {
        reading.findings.add(
          "'\(name)' is a variable as well, at \(variable.value.range.location)", at: entry.key.range,
          hint: "give the secret a name of its own")
        return nil
      }
      guard let fields = reading.fields(entry.value, of: "a secret", shape),
        let kind = fields.only(of: shape.kinds, reading.findings, hint: "take one of them"), let node = fields[kind],
        let source = source(kind, node, reading)
      else { return nil }
      return SecretDefinition(name: name, source: source, range: entry.key.range)
    }
  }

  private static func source(_ kind: String, _ node: Node, _ reading: Reading) -> Source? {
    switch kind {
    case "env":
      reading.value(node, "the name of a variable") { scalar throws(Malformed) in
        guard VariableName.isValid(scalar.text.utf8) else {
          throw Malformed(
            "'\(scalar.text.shortened)' cannot be the name of a variable", hint: "write env: NAME, without $")
        }
        return .environment(scalar.text)
      }
    case "file": reading.text(node, "the path of a file").map { .file($0) }
    default: reading.text(node, "a command").map { .command($0) }
    }
  }
}
