internal import SourceText
internal import YAML

/// The variables one host sees, each worked out when it is first needed.
final class Variables {
  private enum Value {
    case known(String)
    /// Already reported where the variable is defined.
    case faulty
  }

  private let definitions: [String: VariableDefinition]
  private let order: [String]
  /// Names that some other host defines, for a better message.
  private let elsewhere: Set<String>
  /// False while a broken hosts.yml may define more.
  private let isComplete: Bool
  private let name: String?
  let outside: Outside
  let findings: Findings
  private var values: [String: Value] = [:]
  private var underWay: [String] = []
  private var answers = Answers()

  /// A text that grows beyond this is a mistake or an attack: thirty doublings make a gigabyte.
  private static let longestText = 65_536
  private static let longestChain = 64

  /// Later definitions of a name replace earlier ones.
  init(
    _ definitions: [VariableDefinition], host: (name: String, address: String)?, elsewhere: Set<String> = [],
    isComplete: Bool = true, outside: Outside, findings: Findings
  ) {
    self.definitions = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    order = definitions.map(\.name)
    self.elsewhere = elsewhere
    self.isComplete = isComplete
    name = host?.name
    self.outside = outside
    self.findings = findings
    if let host { values["host"] = .known(host.address) }
  }

  /// Works out every variable, so that a mistake in an unused one is found as well.
  func check() {
    for name in order { _ = value(of: name) }
  }

  /// The scalar's text with its references replaced; nil, with a problem, if one cannot be.
  func expand(_ node: Node, allowsBackup: Bool = false) -> CommandText? {
    guard let scalar = node.scalar else { return nil }
    guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return CommandText([.literal(scalar.text)]) }
    var parts: [CommandText.Part] = []
    var length = 0
    var isComplete = true
    for (part, ordinal, _) in Template(scalar.text).parts {
      guard !findings.isFull else { return nil }
      switch part {
      case .literal(let text):
        parts.append(.literal(text))
        length += text.utf8.count
      case .variable("backup") where allowsBackup:
        parts.append(.backupFolder)
      case .variable(let name):
        guard let text = value(of: name, at: node.range.range(ofReference: name, ordinal)) else {
          isComplete = false
          continue
        }
        parts.append(.literal(text))
        length += text.utf8.count
      case .broken:
        let range = node.range.range(of: "${", occurrence: ordinal)
        findings.add("'${' without a name and '}'", at: range, hint: "write $${ for a literal ${")
        isComplete = false
      }
      guard length <= Self.longestText else {
        findings.add(
          "this text grows beyond 64 KiB", at: node.range,
          hint: "variables in it repeat each other; long texts are files")
        return nil
      }
    }
    return isComplete ? CommandText(parts) : nil
  }

  /// The name of the host.
  var host: String? {
    answers.host = .some(name)
    return name
  }

  func value(of name: String, at place: @autoclosure () -> SourceRange) -> String? {
    if outside.secrets.contains(name) {
      findings.add(
        "the secret '\(name)' cannot stand here, where others could read it", at: place(),
        hint: "secrets go into the text of a template, or into secret_env beside a command")
      return nil
    }
    if underWay.contains(name) {
      let cycle = underWay[(underWay.firstIndex(of: name) ?? 0)...] + [name]
      let path = cycle.prefix(8).joined(separator: " → ")
      findings.add(
        "the variable '\(name)' refers to itself: \(path)", at: place(),
        hint: "give one of them a value without the others")
      return nil
    }
    guard underWay.count < Self.longestChain else {
      findings.add("variables refer to each other more than \(Self.longestChain) deep", at: place())
      return nil
    }
    switch value(of: name) {
    case .known(let text):
      answers.values[name] = text
      return text
    case .faulty:
      answers.areComplete = false
      return nil
    case nil:
      answers.areComplete = false
      reportUndefined(name, at: place())
      return nil
    }
  }

  private func value(of name: String) -> Value? {
    if let value = values[name] { return value }
    if let text = outside.extra(name) ?? environment(name) {
      values[name] = .known(text)
      return values[name]
    }
    guard let definition = definitions[name] else { return nil }
    underWay.append(name)
    defer { underWay.removeLast() }
    let value = expand(definition.value).map { Value.known($0.literalText) } ?? .faulty
    values[name] = value
    return value
  }

  private func environment(_ name: String) -> String? {
    guard name.hasPrefix(VariableName.environment) else { return nil }
    return outside.environment(String(name.dropFirst(VariableName.environment.count)))
  }

  private func reportUndefined(_ name: String, at range: SourceRange) {
    if name == "backup" {
      findings.add("'${backup}' is known only in command: and undo:", at: range)
    } else if name == "host" {
      findings.add("'${host}' is not known here", at: range, hint: "it has a value in root:, backups: and the steps")
    } else if name.hasPrefix(VariableName.environment) {
      let variable = name.dropFirst(VariableName.environment.count)
      findings.add(
        "the environment has no variable '\(variable)'", at: range, hint: "set it before you start deployctl")
    } else if !isComplete {
      return
    } else if let host = self.name, elsewhere.contains(name) {
      findings.add("the host '\(host)' has no variable '\(name)'", at: range, hint: "give it a value under vars:")
    } else if let guess = Suggestion.closest(to: name, among: order + (self.name == nil ? [] : ["host"])) {
      findings.add("no variable '\(name)' (did you mean '\(guess)'?)", at: range)
    } else {
      findings.add(
        "no variable '\(name)'", at: range,
        hint: "define it under vars: or with -e, or write $${\(name)} for a variable of the shell")
    }
  }
}

extension Variables {
  /// What somebody was told about one host.
  struct Answers {
    fileprivate var values: [String: String] = [:]
    /// The host's name, where it was asked for.
    fileprivate var host: String??
    /// False where a question had no answer: then what is wrong is told for each host.
    fileprivate(set) var areComplete = true
  }

  /// What the body makes, and everything that it asked about.
  func noting<Result>(_ body: () -> Result) -> (Result, Answers) {
    answers = Answers()
    return (body(), answers)
  }

  /// Whether another host would be told the same.
  func agree(with answers: Answers) -> Bool {
    if let host = answers.host, host != name { return false }
    return answers.values.allSatisfy { name, text in
      if case .known(text) = value(of: name) { true } else { false }
    }
  }
}

extension SourceRange {
  /// The place of the reference that is the given one among all `${` of the range.
  fileprivate func range(ofReference name: String, _ ordinal: Int) -> SourceRange {
    let opening = range(of: "${", occurrence: ordinal)
    let whole = opening.bytes.lowerBound..<opening.bytes.lowerBound + name.utf8.count + 3
    // An escape such as "\x24{" makes the count wrong: then the whole text is shown.
    return source.text(in: whole) == "${\(name)}" ? SourceRange(source, whole) : self
  }
}
