package import Patch
package import SourceText
internal import YAML

/// Changes inside of files that are on the host, whatever else was done to them there.
package struct PatchStep: Sendable {
  package enum Form: Sendable {
    /// One edit of one file.
    case edit(PatchItem, FileEdit)
    case diff(PatchDiff)
  }

  package let form: Form
  /// A command that must accept the new file before it is installed, with `{}` in its place.
  package let validate: String?
}

/// The file that an edit is for.
package struct PatchItem: Sendable, Hashable {
  package let file: AbsolutePath
  package let range: SourceRange
}

/// A unified diff, which names its files itself.
package struct PatchDiff: Sendable {
  package enum Source: Sendable, Hashable {
    /// In the source folder.
    case file(String)
    case text(String)
  }

  /// How far the host's file may differ from what the diff expects; each allows what those before it allow.
  package enum Tolerance: String, Sendable, CaseIterable {
    case exact, offset, context, formatting
  }

  package enum OnPartial: String, Sendable, CaseIterable {
    case complete, fail
  }

  package let source: Source
  /// How many folders are taken off the names in the diff; nil takes off the `a/` and `b/` of git, where they are.
  package let strip: Int?
  /// A repository with the blobs of the `index` lines, or the file that the diff was made against; relative to the
  /// source folder.
  package let base: String?
  package let tolerance: Tolerance
  package let onPartial: OnPartial
  package let root: AbsolutePath
  package let range: SourceRange
}

extension PatchStep {
  private enum Word: String, CaseIterable {
    case find, regex, insert, diff, text

    /// The keys that may stand beside it; `validate` may always.
    var keys: [String] {
      switch self {
      case .find: ["file", "replace", "where", "within", "count", "applied"]
      case .regex: ["file", "replace", "within", "count", "applied"]
      case .insert: ["file", "after", "before", "indent", "within", "count", "applied"]
      case .diff, .text: ["strip", "base", "tolerance", "on_partial"]
      }
    }
  }

  static let shape = Shape(oneOf: Word.allCases.map { ($0.rawValue, .text) }).with([
    "file": .text, "replace": .anyText, "where": .named(.text, like: "."), "within": .text,
    "count": .like("[0-9]+(\\.\\.[0-9]+)?|all", orNumber: true), "applied": .text, "after": .text, "before": .text,
    "indent": .choice(of: InsertEdit.Indent.self), "strip": .number(0...20), "base": .text,
    "tolerance": .choice(of: PatchDiff.Tolerance.self), "on_partial": .choice(of: PatchDiff.OnPartial.self),
    "validate": .text,
  ])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> PatchStep? {
    if let scalar = node.scalar, !scalar.isNull {
      reading.findings.add(
        "expected a map in patch, found '\(scalar.text.shortened)'", at: node.range,
        hint: "write patch: { file: …, find: …, replace: … } or patch: { diff: … }")
      return nil
    }
    guard let fields = reading.fields(node, of: "patch", shape) else { return nil }
    let validate = fields["validate"].flatMap { CopyStep.validate($0, reading) }
    guard let name = fields.only(of: shape.kinds, reading.findings), let word = Word(rawValue: name)
    else { return nil }
    for key in shape.names where fields[key] != nil && key != "validate" && key != name && !word.keys.contains(key) {
      let users = Word.allCases.filter { $0.keys.contains(key) }.map { "'\($0.rawValue)'" }
      reading.findings.add(
        "no '\(key)' beside '\(name)'", at: fields.keyRange(key),
        hint: "it belongs to \(users.joined(separator: " or "))")
    }
    switch word {
    case .find, .regex, .insert:
      guard let item = item(fields, reading, below: root) else { return nil }
      let edit: FileEdit? =
        switch word {
        case .find: find(fields, item, reading).map { .find($0) }
        case .regex: regex(fields, item, reading).map { .regex($0) }
        default: insert(fields, item, reading).map { .insert($0) }
        }
      return edit.map { PatchStep(form: .edit(item, $0), validate: validate) }
    case .diff, .text:
      return PatchDiff.read(fields, reading, below: root).map { PatchStep(form: .diff($0), validate: validate) }
    }
  }

  private static func item(_ fields: Fields, _ reading: Reading, below root: AbsolutePath) -> PatchItem? {
    guard let node = fields.required("file") else { return nil }
    let file = reading.value(node, "the path of a file") { scalar throws(Malformed) in
      guard !PathParts.namesFolder(scalar.text) else {
        throw Malformed("'\(scalar.text.shortened)' is a folder, not a file", hint: "name the file")
      }
      return try Reading.hostPath(scalar.text, below: root)
    }
    return file.map { PatchItem(file: $0, range: node.range) }
  }
}
