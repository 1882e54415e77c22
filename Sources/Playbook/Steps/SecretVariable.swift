package import SourceText
internal import YAML

/// A secret that the commands of a step find in their environment.
package struct SecretVariable: Sendable, Hashable {
  /// The name there.
  package let variable: String
  package let secret: String
  package let range: SourceRange
}

extension SecretVariable {
  static let form = Form.named(.text, like: VariableName.form, atLeast: 1)

  static func read(_ node: Node, _ reading: Reading) -> [SecretVariable] {
    guard let mapping = node.mapping, !mapping.entries.isEmpty else {
      reading.findings.add(
        "expected a map in secret_env, found \(node.mapping == nil ? node.found : "an empty map")", at: node.range,
        hint: "write secret_env: { VARIABLE: secret }")
      return []
    }
    return mapping.entries.compactMap { entry in
      let name = entry.key.name
      guard VariableName.isValid(name.utf8), !name.hasPrefix("DEPLOYCTL_"), name != "PATH" else {
        reading.findings.add(
          "'\(name.shortened)' cannot be a variable of a command here", at: entry.key.range,
          hint: VariableName.isValid(name.utf8) ? "it has a meaning already; take another name" : VariableName.rule)
        return nil
      }
      return reading.value(entry.value, "the name of a secret") { scalar throws(Malformed) in
        let known = reading.variables.outside.secrets
        guard known.contains(scalar.text) else {
          let guess = Suggestion.closest(to: scalar.text, among: known.sorted()).map { " (did you mean '\($0)'?)" }
          throw Malformed(
            "no secret '\(scalar.text.shortened)'\(guess ?? "")", hint: guess == nil ? "define it under secrets:" : nil)
        }
        return SecretVariable(variable: name, secret: scalar.text, range: entry.key.range)
      }
    }
  }
}

extension StepKind {
  /// True where a shell of the host is told a command, which can find something in its environment.
  var hasCommand: Bool {
    switch self {
    case .service(let step): if case .command = step.service { true } else { false }
    case .healthy(let step): if case .command = step.check { true } else { false }
    case .run(let step): step.surroundings.service == nil
    case .copy, .template, .patch, .directory, .link, .remove, .git, .logs: false
    }
  }
}
