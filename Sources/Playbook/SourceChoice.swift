internal import SourceText
internal import YAML

/// The key `source` of a playbook: where contents come from, if not from the working tree.
enum SourceChoice {
  static let shape = Shape(["git": .text], required: ["git"])

  /// Has everything that is read later come from the commit that the playbook names.
  ///
  /// Templates are read while steps are, so this is the first that is done with a playbook.
  static func take(_ node: Node, _ pin: (String) throws(Malformed) -> Void, _ findings: Findings) {
    guard let fields = Fields(node, of: "source", shape, findings: findings), let value = fields.required("git") else {
      return
    }
    guard let scalar = value.scalar, !scalar.isNull, !scalar.text.isEmpty else {
      findings.add("expected a revision, found \(value.found)", at: value.range)
      return
    }
    guard !scalar.text.contains("${") else {
      findings.add(
        "no variables in a revision, which is one for all hosts", at: value.range,
        hint: "leave it out, and name it on the command line: --rev REVISION")
      return
    }
    do throws(Malformed) {
      try pin(scalar.text)
    } catch {
      findings.add(error.message, at: value.range, hint: error.hint)
    }
  }
}
