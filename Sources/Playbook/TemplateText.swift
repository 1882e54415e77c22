internal import SourceText
internal import YAML

/// The text of a template with its variables filled in; its secrets are still to be.
package struct TemplateText: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case literal([UInt8])
    case secret(String)
  }

  let parts: [Part]

  /// The names of the secrets in it.
  package var secrets: Set<String> {
    Set(parts.compactMap { if case .secret(let name) = $0 { name } else { nil } })
  }

  /// The whole text; nil if a secret is not among these.
  package func filled(_ secret: (String) -> [UInt8]?) -> [UInt8]? {
    var text: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let bytes): text += bytes
      case .secret(let name):
        guard let bytes = secret(name) else { return nil }
        text += bytes
      }
    }
    return text
  }
}

extension TemplateText {
  private static let longest = 16 << 20

  /// Fills the variables of a file in; nil, with problems at their lines, if one cannot be.
  init?(_ source: SourceText, _ variables: Variables) {
    let findings = variables.findings
    if let problem = YAML.problem(inBytesOf: source) {
      findings.add(problem)
      return nil
    }
    var parts: [Part] = []
    var length = 0
    var isComplete = true
    for (part, offset) in Template(source.bytes).parts.map({ ($0.part, $0.offset) }) {
      guard !findings.isFull else { return nil }
      switch part {
      case .literal(let text): parts.append(.literal(Array(text.utf8)))
      case .broken:
        findings.add(
          "'${' without a name and '}'", at: SourceRange(source, offset..<offset + 2),
          hint: "write $${ for a literal ${")
        isComplete = false
      case .variable(let name) where variables.outside.secrets.contains(name): parts.append(.secret(name))
      case .variable(let name):
        let range = SourceRange(source, offset..<offset + name.utf8.count + 3)
        if let text = variables.value(of: name, at: range) {
          parts.append(.literal(Array(text.utf8)))
        } else {
          isComplete = false
        }
      }
      if case .literal(let bytes)? = parts.last { length += bytes.count }
      guard length <= Self.longest else {
        findings.add("this template grows beyond 16 MiB", at: SourceRange(source, offset..<offset))
        return nil
      }
    }
    guard isComplete else { return nil }
    self.parts = parts
  }
}
