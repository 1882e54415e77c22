internal import SourceText
internal import YAML

/// Reads a condition word by word: `or` binds least, then `and`, then `not`.
struct ConditionReader {
  private let reading: Reading
  private let root: AbsolutePath
  private let node: Node
  private var rest: ArraySlice<ConditionWords.Word>
  private var depth = 0

  static let forms = "changed(path), host in group, name == 'text', name != 'text', not, and, or"

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> StepCondition? {
    guard let scalar = node.scalar, !scalar.isNull else {
      reading.findings.add("expected a condition, found \(node.found)", at: node.range, hint: "it has \(forms)")
      return nil
    }
    do throws(Malformed) {
      var reader = ConditionReader(
        reading: reading, root: root, node: node, rest: try ConditionWords(scalar.text).words[...])
      let condition = try reader.disjunction()
      guard let next = reader.rest.first else { return StepCondition(text: scalar.text, condition: condition) }
      throw Malformed(
        "'\(next.spelled.shortened)' is one word too many", hint: "join with and, or", fragment: next.spelled)
    } catch {
      let range = error.fragment.map { node.range.range(of: $0) } ?? node.range
      reading.findings.add(error.message, at: range, hint: error.hint)
      return nil
    }
  }

  private mutating func disjunction() throws(Malformed) -> Condition {
    var condition = try conjunction()
    while take(.word("or")) { condition = .or(condition, try conjunction()) }
    return condition
  }

  private mutating func conjunction() throws(Malformed) -> Condition {
    var condition = try negation()
    while take(.word("and")) { condition = .and(condition, try negation()) }
    return condition
  }

  private mutating func negation() throws(Malformed) -> Condition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { throw Malformed("this condition is nested more than 32 deep") }
    if take(.word("not")) { return .not(try negation()) }
    guard take(.open) else { return try comparison() }
    let condition = try disjunction()
    guard take(.close) else { throw Malformed("')' is missing", fragment: "(") }
    return condition
  }

  private mutating func comparison() throws(Malformed) -> Condition {
    let left = try next("a condition")
    if left == .word("changed") {
      guard case .path(let path)? = rest.first else {
        throw Malformed("changed needs a path: changed(requirements.txt)", fragment: "changed")
      }
      rest.removeFirst()
      return .changed(ChangedPath(try Reading.hostPath(path, below: root)))
    }
    if take(.word("in")) {
      guard left == .word("host") else {
        throw Malformed("only a host can be in a group", hint: "write host in group", fragment: left.spelled)
      }
      return .known(try isHost(in: try next("the name of a group")))
    }
    let isEquality = take(.equal)
    guard isEquality || take(.unequal) else {
      throw Malformed(
        "'\(left.spelled.shortened)' is no condition by itself", hint: "a condition has \(Self.forms)",
        fragment: left.spelled)
    }
    let right = try next("a text in quotes")
    return .known((try value(left) == value(right)) == isEquality)
  }

  private func isHost(in word: ConditionWords.Word) throws(Malformed) -> Bool {
    guard case .word(let group) = word else {
      throw Malformed(
        "expected the name of a group, found \(word.spelled)", hint: "it stands without quotes", fragment: word.spelled)
    }
    let outside = reading.variables.outside
    // A hosts.yml that cannot be read is reported by itself.
    if outside.isInventoryFaulty { return true }
    guard let inventory = outside.inventory else {
      throw Malformed("there is no hosts.yml, so no group '\(group.shortened)'", fragment: group)
    }
    guard let hosts = inventory.hosts(named: group) else {
      let guess = Suggestion.closest(to: group, among: inventory.groupNames).map { " (did you mean '\($0)'?)" } ?? ""
      throw Malformed("no group '\(group.shortened)'\(guess)", fragment: group)
    }
    return hosts.contains { $0.host.name == reading.variables.host }
  }

  private func value(_ word: ConditionWords.Word) throws(Malformed) -> String? {
    switch word {
    case .text(let text): return text
    case .word(let name):
      guard VariableName.isReference(name.utf8), !["and", "or", "not", "in"].contains(name) else {
        throw Malformed("'\(name.shortened)' is no variable", hint: "a text stands in quotes", fragment: name)
      }
      return reading.variables.value(of: name, at: node.range.range(of: name))
    default: throw Malformed("expected a name or a text, found \(word.spelled)", fragment: word.spelled)
    }
  }

  private mutating func take(_ word: ConditionWords.Word) -> Bool {
    guard rest.first == word else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func next(_ expected: String) throws(Malformed) -> ConditionWords.Word {
    guard let word = rest.popFirst() else { throw Malformed("expected \(expected), found the end") }
    return word
  }
}
