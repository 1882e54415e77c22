internal import SourceText
internal import YAML

extension AnsibleInventory {
  /// Reads the form of sections and lines.
  static func read(lines source: SourceText, _ findings: Findings) -> Inventory? {
    if let problem = YAML.problem(inBytesOf: source) {
      findings.add(problem)
      return nil
    }
    var reader = AnsibleLines(source, findings)
    return reader.read()
  }
}

/// Reads an inventory line by line.
private struct AnsibleLines {
  private enum Section {
    case hosts(String)
    case children(String)
    case variables(String)
    /// Its heading is wrong, and so nothing is known of its lines.
    case unknown
  }

  private let source: SourceText
  private let findings: Findings
  private var inventory: AnsibleInventory
  private var section = Section.hosts(AnsibleInventory.ungrouped)
  /// Groups that have to be declared somewhere.
  private var mentions: [(name: String, range: SourceRange)] = []

  init(_ source: SourceText, _ findings: Findings) {
    self.source = source
    self.findings = findings
    inventory = AnsibleInventory(findings)
  }

  mutating func read() -> Inventory {
    var offset = source.bytes.starts(with: SourceText.byteOrderMark) ? SourceText.byteOrderMark.count : 0
    while offset < source.bytes.count {
      let end = source.bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? source.bytes.count
      read(line: SourceRange(source, offset..<end).trimmed)
      offset = end + 1
    }
    for (name, range) in mentions where inventory.groups[name] == nil && name != Inventory.everyHost {
      let guess = Suggestion.closest(to: name, among: inventory.groupOrder).map { " (did you mean '\($0)'?)" } ?? ""
      findings.add("no group '\(name.shortened)'\(guess)", at: range, hint: "a line [\(name.shortened)] makes one")
    }
    return inventory.resolved()
  }

  private mutating func read(line: SourceRange) {
    let text = line.text
    guard let first = text.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
    if let heading = heading(text) {
      open(heading, at: line)
      return
    }
    switch section {
    case .hosts(let group): readHost(line, into: group)
    case .children(let group):
      let name = line.word
      mentions.append((name.text, name))
      inventory.add(child: name.text, at: name, to: group)
    case .variables(let group):
      if let variable = variable(line) { inventory.add([variable], to: group) }
    case .unknown: break
    }
  }

  /// What stands in `[…]`, perhaps with a comment behind it; nil for a host that begins with an address in brackets.
  private func heading(_ text: String) -> String? {
    guard text.hasPrefix("["), let close = text.firstIndex(of: "]") else { return nil }
    let rest = text[text.index(after: close)...].drop { $0 == " " || $0 == "\t" }
    guard rest.isEmpty || rest.hasPrefix("#") || rest.hasPrefix(";") else { return nil }
    let name = text[text.index(after: text.startIndex)..<close]
    return name.contains("::") ? nil : String(name)
  }

  private mutating func open(_ heading: String, at range: SourceRange) {
    let parts = heading.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    section = .unknown
    switch parts.count == 1 ? "hosts" : parts.count == 2 ? parts[1] : "" {
    case "hosts": if inventory.declare(name, at: range) { section = .hosts(name) }
    case "children": if inventory.declare(name, at: range) { section = .children(name) }
    case "vars":
      mentions.append((name, range))
      section = .variables(name)
    default:
      findings.add(
        "'[\(heading.shortened)]' is not a section", at: range,
        hint: "write [GROUP], [GROUP:children] or [GROUP:vars]")
    }
  }

  private mutating func readHost(_ line: SourceRange, into group: String) {
    inventory.declare(group, at: line)
    do throws(Problem) {
      let words = try AnsibleWords.of(line)
      guard let host = words.first else { return }
      let variables = try words.dropFirst().map { word throws(Problem) in
        guard let cut = word.text.firstIndex(of: "="), cut > word.text.startIndex else {
          throw Problem(
            "expected name=value, found '\(word.text.shortened)'", at: word.range,
            hint: "a host stands on a line of its own, with its variables behind it")
        }
        return AnsibleVariable(
          name: String(word.text[..<cut]), literal: String(word.text[word.text.index(after: cut)...]), at: word.range)
      }
      inventory.add(host.text, at: host.range, variables, to: group)
    } catch {
      findings.add(error)
    }
  }

  private func variable(_ line: SourceRange) -> AnsibleVariable? {
    let bytes = source.bytes
    guard let cut = bytes[line.bytes].firstIndex(of: UInt8(ascii: "=")), cut > line.bytes.lowerBound else {
      findings.add("expected name=value, found '\(line.text.shortened)'", at: line)
      return nil
    }
    let name = SourceRange(source, line.bytes.lowerBound..<cut).trimmed
    let value = SourceRange(source, cut + 1..<line.bytes.upperBound).trimmed
    return AnsibleVariable(name: name.text, literal: value.text, at: value.bytes.isEmpty ? name : value)
  }
}

extension SourceRange {
  /// Without blanks at either end.
  fileprivate var trimmed: SourceRange {
    let isInk: (UInt8) -> Bool = { $0 > UInt8(ascii: " ") }
    guard let first = source.bytes[bytes].firstIndex(where: isInk),
      let last = source.bytes[bytes].lastIndex(where: isInk)
    else { return SourceRange(source, bytes.lowerBound..<bytes.lowerBound) }
    return SourceRange(source, first..<last + 1)
  }

  /// Up to the first blank.
  fileprivate var word: SourceRange {
    let end = source.bytes[bytes].firstIndex { $0 <= UInt8(ascii: " ") } ?? bytes.upperBound
    return SourceRange(source, bytes.lowerBound..<end)
  }
}
