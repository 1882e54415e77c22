package import SourceText
internal import YAML

/// Files to put on the host.
package struct CopyStep: Sendable {
  /// The files that are named one by one.
  package let items: [CopyItem]
  /// The folders that are copied with all that they hold.
  package let trees: [CopyTree]
  /// All files: those that are named, and those of the folders.
  package let files: [CopyItem]
  /// Nil keeps what the old file has.
  package let mode: FileMode?
  package let owner: String?
  package let group: String?
  /// A command that must accept the new file before it is installed, with `{}` in its place.
  package let validate: String?
  package let onDrift: OnDrift
  /// What the server's file may be before it is replaced; anything, if nothing is named.
  package let expected: [Expectation]
  /// For the folders of trees; nil keeps what the old folder has.
  package let folderMode: FileMode?
  /// What lies in the folders of the host and not in those that are copied is removed there.
  package let mirrors: Bool
  /// Only what differs from an earlier commit is copied; nil for everything.
  package let since: ChangedSince?
  /// The folders hold what has changed, and nothing else.
  package var isNarrowed = false

  package init(
    items: [CopyItem] = [], trees: [CopyTree] = [], mode: FileMode? = nil, owner: String? = nil, group: String? = nil,
    validate: String? = nil, onDrift: OnDrift = .fail, expected: [Expectation] = [], folderMode: FileMode? = nil,
    mirrors: Bool = false, since: ChangedSince? = nil
  ) {
    self.since = since
    self.items = items
    self.trees = trees
    files = items + trees.flatMap(\.files)
    self.folderMode = folderMode
    self.mirrors = mirrors
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
    [
      "from": .oneOrMore(.text), "to": .text, "expect": .oneOrMore(Expectation.form), "exclude": .oneOrMore(.text),
      "delete": .flag, "dir_mode": .mode, "changed_since": .text,
    ], anyOf: ["from", "changed_since"]
  ).with(attributes)

  static let form = Form.either([.oneOrMore(.text), .map(shape)])

  /// What may be said of files beside where they come from and go.
  static let attributes: KeyValuePairs<String, Form> = [
    "mode": .mode, "owner": .text, "group": .text, "validate": .text, "on_drift": .choice(of: OnDrift.self),
  ]

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> CopyStep? {
    guard node.mapping != nil else {
      let sources = CopySources(node, in: node.range, to: nil, leavingOut: .none, reading, below: root)
      return CopyStep(items: sources.items, trees: sources.trees)
    }
    guard let fields = reading.fields(node, of: "copy", shape) else { return nil }
    let since = ChangedSince.read(fields, reading)
    let exclusions = fields["exclude"].map { Exclusions($0, reading) } ?? .none
    // What has changed is asked of the whole project, if nothing else is said.
    let from = fields["from"] ?? (fields["changed_since"] == nil ? fields.required("from") : nil)
    let sources =
      from == nil && fields["changed_since"] == nil
      ? nil
      : CopySources(
        from, in: fields.node.range, to: fields["to"], leavingOut: exclusions, reading, below: root)
    sources?.refuseKeysOfOthers(fields, reading)
    return attributes(fields, reading).copying(
      sources?.items ?? [], sources?.trees ?? [], folderMode: fields["dir_mode"].flatMap { mode($0, reading) },
      mirrors: fields["delete"].flatMap { reading.flag($0) } ?? false, since: since)
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

  func copying(
    _ items: [CopyItem], _ trees: [CopyTree] = [], folderMode: FileMode? = nil, mirrors: Bool = false,
    since: ChangedSince? = nil
  ) -> CopyStep {
    CopyStep(
      items: items, trees: trees, mode: mode, owner: owner, group: group, validate: validate, onDrift: onDrift,
      expected: expected, folderMode: folderMode, mirrors: mirrors, since: since)
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
