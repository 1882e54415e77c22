internal import SourceText
internal import YAML

/// Turns nodes into typed values for one host, and reports what does not fit.
struct Reading {
  let findings: Findings
  let variables: Variables
  /// The compose project that steps mean which say nothing of one.
  var project = ComposeProject()

  func fields(_ node: Node, of place: String, _ shape: Shape) -> Fields? {
    // Below the word of a step somebody may write what belongs to the step.
    Fields(node, of: place, shape, beside: Step.Word(rawValue: place) == nil ? [] : Step.common, findings: findings)
  }

  /// Shell text; `${backup}` stays in it as a part of its own where it is allowed.
  func command(_ node: Node, _ expected: String, allowsBackup: Bool = false) -> CommandText? {
    guard let scalar = node.scalar, !scalar.isNull, !scalar.text.isEmpty else {
      findings.add("expected \(expected), found \(node.found)", at: node.range)
      return nil
    }
    guard let text = variables.expand(node, allowsBackup: allowsBackup) else { return nil }
    if text.literalText.utf8.contains(0) {
      findings.add("a NUL character cannot stand in \(expected)", at: node.range)
      return nil
    }
    guard text.parts.contains(.backupFolder) || !text.literalText.allSatisfy(\.isWhitespace) else {
      findings.add("expected \(expected), found an empty text", at: node.range)
      return nil
    }
    return text
  }

  func text(_ node: Node, _ expected: String) -> String? {
    command(node, expected)?.literalText
  }

  /// A value with a notation of its own, read by the type that knows it.
  func value<Value>(_ node: Node, _ expected: String, _ parse: (Scalar) throws(Malformed) -> Value) -> Value? {
    guard let text = text(node, expected), let scalar = node.scalar else { return nil }
    do throws(Malformed) {
      return try parse(Scalar(text, scalar.style))
    } catch {
      let range = error.fragment.map { node.range.range(of: $0) } ?? node.range
      findings.add(error.message, at: range, hint: error.hint)
      return nil
    }
  }

  /// The nodes of a list, or the one node that stands in its place.
  func oneOrMore(_ node: Node, _ expected: String) -> [Node] {
    guard let nodes = node.sequence else { return [node] }
    if nodes.isEmpty { findings.add("expected \(expected), found an empty list", at: node.range) }
    return nodes
  }

  func duration(_ node: Node, _ expected: String, allowsZero: Bool = false) -> Duration? {
    value(node, expected) { scalar throws(Malformed) in
      let duration = try Duration(notation: scalar.text)
      guard allowsZero || duration > .zero else { throw Malformed("\(expected) must be longer than 0s") }
      return duration
    }
  }

  func flag(_ node: Node) -> Bool? {
    value(node, "true or false") { scalar throws(Malformed) in
      switch (scalar.text, scalar.style) {
      case ("true", .plain): true
      case ("false", .plain): false
      default: throw Malformed("expected true or false, found '\(scalar.text.shortened)'")
      }
    }
  }

  /// An account name, for files and for `become`.
  func account(_ node: Node, _ expected: String) -> String? {
    value(node, expected) { scalar throws(Malformed) in try AccountName(scalar.text).text }
  }

  func pattern(_ node: Node, _ expected: String) -> String? {
    value(node, expected) { scalar throws(Malformed) in try ExtendedPattern(scalar.text).text }
  }
}
