internal import Patch
internal import SourceText
internal import YAML

/// The edits of `patch`, whose texts are read by the engine itself.
extension PatchStep {
  static func find(_ fields: Fields, _ item: PatchItem, _ reading: Reading) -> StructuralEdit? {
    let replace = fields.required("replace").flatMap { reading.literal($0, "the new text") }
    let conditions = fields["where"].map { self.conditions($0, reading) } ?? [:]
    let common = Common(fields, reading)
    guard let find = fields["find"].flatMap({ reading.text($0, "the text to find") }), let replace, let conditions,
      let common
    else { return nil }
    var words = StructuralEdit.Words(find: find, replace: replace)
    words.conditions = conditions
    words.within = common.within
    words.applied = common.applied
    words.count = common.count
    return reading.edit(fields) { () throws(KeyProblem) in try StructuralEdit(words, .of(item.file.description)) }
  }

  static func regex(_ fields: Fields, _ item: PatchItem, _ reading: Reading) -> RegexEdit? {
    let replace = fields.required("replace").flatMap { reading.literal($0, "the new text") }
    let pattern = fields["regex"].flatMap { reading.regex($0) }
    let applied = fields["applied"].map { reading.regex($0) }
    let common = Common(fields, reading, knowsApplied: false)
    guard let pattern, let replace, let common else { return nil }
    var words = RegexEdit.Words(pattern, replace: replace)
    if let applied {
      guard let applied else { return nil }
      words.applied = applied
    }
    words.within = common.within
    words.count = common.count
    return reading.edit(fields) { () throws(KeyProblem) in try RegexEdit(words, .of(item.file.description)) }
  }

  static func insert(_ fields: Fields, _ item: PatchItem, _ reading: Reading) -> InsertEdit? {
    let text = fields["insert"].flatMap { reading.text($0, "the text to insert") }
    let indent = fields["indent"].map { reading.choice($0, InsertEdit.Indent.self) } ?? .asAnchor
    let common = Common(fields, reading)
    guard let name = fields.only(of: ["after", "before"], reading.findings),
      let side = InsertEdit.Side(rawValue: name),
      let anchor = fields[name].flatMap({ reading.text($0, "the text to insert it beside") }), let text, let indent,
      let common
    else { return nil }
    var words = InsertEdit.Words(text, side, anchor)
    words.indent = indent
    words.within = common.within
    words.applied = common.applied
    words.count = common.count
    return reading.edit(fields) { () throws(KeyProblem) in try InsertEdit(words, .of(item.file.description)) }
  }

  /// What all edits may say.
  private struct Common {
    var within: String?
    var applied: String?
    var count = PatchCount.one

    /// Nil if something in it has a problem.
    init?(_ fields: Fields, _ reading: Reading, knowsApplied: Bool = true) {
      var isWhole = true
      if let node = fields["within"] {
        within = reading.text(node, "the line that opens a block")
        isWhole = isWhole && within != nil
      }
      if knowsApplied, let node = fields["applied"] {
        applied = reading.text(node, "what stands there afterwards")
        isWhole = isWhole && applied != nil
      }
      if let node = fields["count"] {
        let count = reading.value(node, "a count") { scalar throws(Malformed) in
          do throws(TemplateProblem) { return try PatchCount(scalar.text) } catch { throw Malformed(error) }
        }
        self.count = count ?? .one
        isWhole = isWhole && count != nil
      }
      guard isWhole else { return nil }
    }
  }

  private static func conditions(_ node: Node, _ reading: Reading) -> [String: RegexPattern]? {
    guard let mapping = node.mapping else {
      reading.findings.add(
        "expected a map of holes and patterns, found \(node.found)", at: node.range,
        hint: "such as where: { id: '^request' }")
      return nil
    }
    var conditions: [String: RegexPattern] = [:]
    for entry in mapping.entries {
      guard let pattern = reading.regex(entry.value) else { return nil }
      conditions[entry.key.name] = pattern
    }
    return conditions
  }
}

extension PatchDiff {
  static func read(_ fields: Fields, _ reading: Reading, below root: AbsolutePath) -> PatchDiff? {
    let isFile = fields["diff"] != nil
    guard let node = fields["diff"] ?? fields["text"] else { return nil }
    let source: Source? =
      isFile ? reading.sourcePath(node).map { .file($0) } : reading.text(node, "a diff").map { .text($0) }
    let strip = fields["strip"].map { count($0, reading) }
    let base = fields["base"].map { reading.text($0, "a repository or a file") }
    let tolerance = fields["tolerance"].map { reading.choice($0, Tolerance.self) } ?? .formatting
    let onPartial = fields["on_partial"].map { reading.choice($0, OnPartial.self) } ?? .complete
    guard let source, let tolerance, let onPartial else { return nil }
    if let base, base == nil { return nil }
    if let strip, strip == nil { return nil }
    let diff = PatchDiff(
      source: source, strip: strip ?? nil, base: base ?? nil, tolerance: tolerance, onPartial: onPartial, root: root,
      range: node.range)
    guard case .text = source else { return diff }
    do throws(DiffProblem) {
      _ = try diff.files { _ in nil }
      return diff
    } catch {
      reading.findings.add("line \(error.line) of the diff: \(error.message)", at: node.range, hint: error.hint)
      return nil
    }
  }

  private static func count(_ node: Node, _ reading: Reading) -> Int? {
    reading.value(node, "a number of folders") { scalar throws(Malformed) in
      guard let count = Int(scalar.text), (0...20).contains(count) else {
        throw Malformed("expected a number of folders from 0 to 20, found '\(scalar.text.shortened)'")
      }
      return count
    }
  }
}

extension Reading {
  /// A text that may be empty, such as one that takes the place of another.
  fileprivate func literal(_ node: Node, _ expected: String) -> String? {
    guard let scalar = node.scalar, !scalar.isNull else {
      findings.add(
        "expected \(expected), found \(node.found)", at: node.range, hint: "write \"\" to take the old text away")
      return nil
    }
    return variables.expand(node)?.literalText
  }

  fileprivate func regex(_ node: Node) -> RegexPattern? {
    value(node, "a pattern") { scalar throws(Malformed) in
      do throws(TemplateProblem) { return try RegexPattern(scalar.text) } catch { throw Malformed(error) }
    }
  }

  fileprivate func choice<Choice: RawRepresentable & CaseIterable>(_ node: Node, _ type: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let expected = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    return value(node, expected) { scalar throws(Malformed) in
      guard let choice = Choice(rawValue: scalar.text) else {
        throw Malformed("expected \(expected), found '\(scalar.text.shortened)'")
      }
      return choice
    }
  }

  /// An edit that the engine reads; its problems are shown at the key they are about.
  fileprivate func edit<Edit>(_ fields: Fields, _ read: () throws(KeyProblem) -> Edit) -> Edit? {
    do throws(KeyProblem) {
      return try read()
    } catch {
      let node = fields[error.key] ?? fields.node
      let range = error.problem.fragment.map { node.range.range(of: $0) } ?? node.range
      findings.add(error.problem.message, at: range, hint: error.problem.hint)
      return nil
    }
  }
}

extension Malformed {
  fileprivate init(_ problem: TemplateProblem) {
    self.init(problem.message, hint: problem.hint, fragment: problem.fragment)
  }
}
