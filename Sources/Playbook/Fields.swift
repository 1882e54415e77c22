internal import SourceText
internal import YAML

/// A map that may hold the keys of one part of the language and no others.
struct Fields {
  /// The map as messages name it: `copy`, `a step`, `the playbook`.
  let place: String
  let node: Node
  private let values: [String: Node]
  private let keyRanges: [String: SourceRange]
  /// Keys that a mistyped one was probably meant to be.
  private let guesses: Set<String>
  private let findings: Findings

  /// Opens a map; nil, with a problem, if something else stands there.
  ///
  /// Some keys that are looked for here may have their place beside the map.
  init?(_ node: Node, of place: String, _ shape: Shape, beside: Set<String> = [], findings: Findings) {
    let keys = shape.names
    guard let mapping = node.mapping else {
      findings.add(
        "expected a map for \(place), found \(node.found)", at: node.range, hint: "keys: " + Self.joined(keys))
      return nil
    }
    var values: [String: Node] = [:]
    var ranges: [String: SourceRange] = [:]
    var guesses: Set<String> = []
    for entry in mapping.entries {
      let name = entry.key.name
      ranges[name] = entry.key.range
      guard keys.contains(name) else {
        if beside.contains(name) {
          findings.add(
            "no key '\(name)' in \(place)", at: entry.key.range,
            hint: "it is one of the step: write it beside '\(place)', and not below it")
          continue
        }
        let suggestion = Suggestion.closest(to: name, among: keys)
        if let suggestion { guesses.insert(suggestion) }
        let guess = suggestion.map { " (did you mean '\($0)'?)" } ?? ""
        findings.add(
          "no key '\(name.shortened)' in \(place)\(guess)", at: entry.key.range,
          hint: suggestion == nil ? "keys: " + Self.joined(keys) : nil)
        continue
      }
      values[name] = entry.value
    }
    self.place = place
    self.node = node
    self.values = values
    self.guesses = guesses
    self.findings = findings
    keyRanges = ranges
  }

  subscript(key: String) -> Node? { values[key] }

  /// Where the key itself stands.
  func keyRange(_ key: String) -> SourceRange { keyRanges[key] ?? node.range.start }

  /// True if a key stands there that the language does not have.
  var hasUnknownKeys: Bool { keyRanges.count > values.count }

  /// What stands for a key in most playbooks.
  private static let examples = [
    "playbook": "a name for its runs, such as 'playbook: dedup_fix'",
    "hosts": "where it goes, such as 'hosts: root@server.example.com'",
    "root": "the folder on the host, such as 'root: /srv/app'",
    "steps": "what is to be done, such as 'steps:' and below it '  - copy: src/app.py'",
    "from": "which file of the source folder, such as 'from: src/app.py'",
  ]

  /// The value of a key that has to be there.
  func required(_ key: String) -> Node? {
    guard let value = values[key] else {
      guard !guesses.contains(key) else { return nil }
      findings.add(
        "\(place) needs the key '\(key)'", at: node.range.start, hint: Self.examples[key].map { "write \($0)" })
      return nil
    }
    return value
  }

  /// The one key of several that stands there; nil, with a problem, if there are none or more.
  func only(
    of keys: [String], _ findings: Findings, hint: String = "write a step for each"
  ) -> String? {
    let present = keys.filter { values[$0] != nil }.sorted { keyRange($0) < keyRange($1) }
    if present.count > 1 {
      let names = present.map { "'\($0)'" }.joined(separator: " and ")
      findings.add(
        "\(place) takes one thing, found \(names)", at: keyRange(present[1]), hint: hint)
      return nil
    }
    if present.isEmpty, guesses.isDisjoint(with: keys) {
      findings.add(
        "\(place) needs one of the keys \(Self.joined(keys))", at: node.range.start,
        hint: "write one of them, and what it is about")
    }
    return present.first
  }

  private static func joined(_ keys: [String]) -> String { keys.joined(separator: ", ") }
}
