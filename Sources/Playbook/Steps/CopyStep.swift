package import SourceText
internal import YAML

/// Files to put on the host.
package struct CopyStep: Sendable {
  package let items: [CopyItem]
  /// Nil keeps what the old file has.
  package let mode: FileMode?
  package let owner: String?
  package let group: String?
  /// A command that must accept the new file before it is installed, with `{}` in its place.
  package let validate: String?
  package let onDrift: OnDrift
  /// What the server's file may be before it is replaced; anything, if nothing is named.
  package let expected: [Expectation]

  package init(
    items: [CopyItem] = [], mode: FileMode? = nil, owner: String? = nil, group: String? = nil, validate: String? = nil,
    onDrift: OnDrift = .fail, expected: [Expectation] = []
  ) {
    self.items = items
    self.mode = mode
    self.owner = owner
    self.group = group
    self.validate = validate
    self.onDrift = onDrift
    self.expected = expected
  }
}

/// What becomes of a file that somebody changed on the server since it was last deployed.
package enum OnDrift: String, Sendable, CaseIterable {
  case fail, overwrite
  /// The edits of the server are kept, and what is new in the source is added to them.
  case merge

  /// Those of what is no text that could be merged.
  static let ofWholes = [fail, overwrite]
}

/// One file and where it goes.
package struct CopyItem: Sendable, Hashable {
  /// Relative to the source folder, without `.` and `..`.
  package let from: String
  package let to: AbsolutePath
  package let range: SourceRange
}

extension CopyStep {
  private static let shape = Shape(
    ["from": .oneOrMore(.text), "to": .text, "expect": .oneOrMore(Expectation.form)], required: ["from"]
  ).with(attributes)

  static let form = Form.either([.oneOrMore(.text), .map(shape)])

  /// What may be said of files beside where they come from and go.
  static let attributes: KeyValuePairs<String, Form> = [
    "mode": .mode, "owner": .text, "group": .text, "validate": .text, "on_drift": .choice(of: OnDrift.self),
  ]

  private static let expected = "the path of a file"

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> CopyStep? {
    guard node.mapping != nil else {
      return CopyStep(items: items(node, to: nil, reading, below: root))
    }
    guard let fields = reading.fields(node, of: "copy", shape) else { return nil }
    let from = fields.required("from")
    let items = from.map { self.items($0, to: fields["to"], reading, below: root) } ?? []
    return attributes(fields, reading).copying(items)
  }

  /// What is said beside the files, for no files yet.
  static func attributes(_ fields: Fields, _ reading: Reading) -> CopyStep {
    let mode = fields["mode"].flatMap { self.mode($0, reading) }
    let owner = fields["owner"].flatMap { reading.account($0, "the name of a user") }
    let group = fields["group"].flatMap { reading.account($0, "the name of a group") }
    let validate = fields["validate"].flatMap { self.validate($0, reading) }
    let onDrift = fields["on_drift"].flatMap { self.onDrift($0, reading, among: OnDrift.allCases) } ?? .fail
    let expected = fields["expect"].map { Expectation.read($0, reading) } ?? []
    return CopyStep(
      mode: mode, owner: owner, group: group, validate: validate, onDrift: onDrift, expected: expected)
  }

  func copying(_ items: [CopyItem]) -> CopyStep {
    CopyStep(
      items: items, mode: mode, owner: owner, group: group, validate: validate, onDrift: onDrift, expected: expected)
  }

  private static func items(
    _ from: Node, to: Node?, _ reading: Reading, below root: AbsolutePath
  ) -> [CopyItem] {
    let sources = reading.oneOrMore(from, expected)
    var folder: AbsolutePath?
    var file: AbsolutePath?
    if let to {
      guard let text = reading.text(to, "a path"), let path = reading.hostPath(to, "a path", below: root) else {
        sources.forEach { _ = reading.sourcePath($0) }
        return []
      }
      if PathParts.namesFolder(text) { folder = path } else { file = path }
      if file != nil, from.sequence != nil {
        reading.findings.add("several files need a folder in 'to'", at: to.range, hint: "end it with '/'")
        sources.forEach { _ = reading.sourcePath($0) }
        return []
      }
    }
    return sources.compactMap { node in
      guard let source = reading.sourcePath(node) else { return nil }
      let name = source.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
      let target = file ?? folder?.appending(name ?? source) ?? root.appending(source)
      return target.map { CopyItem(from: source, to: $0, range: node.range) }
    }
  }

  static func mode(_ node: Node, _ reading: Reading) -> FileMode? {
    reading.value(node, "a file mode") { scalar throws(Malformed) in
      // YAML reads a plain 420 as a decimal number: whether the mode 0420 or 0644 was meant is anyone's guess.
      if scalar.style == .plain, scalar.text.first != "0", scalar.text.allSatisfy(\.isNumber) {
        throw Malformed(
          "'\(scalar.text.shortened)' without quotes is a decimal number, not a file mode",
          hint: #"write four octal digits in quotes, such as "0644""#)
      }
      return try FileMode(scalar.text)
    }
  }

  static func onDrift(_ node: Node, _ reading: Reading, among choices: [OnDrift] = OnDrift.ofWholes) -> OnDrift? {
    let expected = choices.contains(.merge) ? "fail, overwrite or merge" : "fail or overwrite"
    return reading.value(node, expected) { scalar throws(Malformed) in
      guard let choice = OnDrift(rawValue: scalar.text), choices.contains(choice) else {
        throw Malformed("expected \(expected), found '\(scalar.text.shortened)'")
      }
      return choice
    }
  }

  static func validate(_ node: Node, _ reading: Reading) -> String? {
    reading.value(node, "a command") { scalar throws(Malformed) in
      guard scalar.text.contains("{}") else {
        throw Malformed("the command does not name the new file", hint: "write {} where the path of the file belongs")
      }
      return scalar.text
    }
  }
}
