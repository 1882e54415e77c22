package import SourceText
internal import YAML

/// A checkout on the host that shall be at a branch of its remote, a tag or a commit.
package struct GitStep: Sendable {
  package let folder: AbsolutePath
  package let range: SourceRange
  package let goal: GitGoal
  package let remote: String
  /// True where local edits are put into a stash; else they stop the step.
  package let stashesEdits: Bool
  /// The folder as the playbook has it; nil for the root.
  package let place: String?
}

/// Where a checkout is moved.
package enum GitGoal: Sendable, Hashable {
  /// A branch of the remote, and the one of that name in the checkout.
  case branch(String)
  case tag(String)
  /// An id with all its digits.
  case commit(String)
}

extension GitStep {
  private enum Edits: String, CaseIterable { case fail, stash }

  static let shape = Shape(
    ["to": .text, "path": .text, "remote": .text, "on_drift": .choice(of: Edits.self)], required: ["to"])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> GitStep? {
    if let scalar = node.scalar, !scalar.isNull {
      reading.findings.add(
        "expected a map in git, found '\(scalar.text.shortened)'", at: node.range,
        hint: "write git: { to: \(scalar.text.shortened) }")
      return nil
    }
    guard let fields = reading.fields(node, of: "git", shape) else { return nil }
    let remote = fields["remote"].map { node in
      reading.value(node, "the name of a remote") { scalar throws(Malformed) in try GitName(scalar.text).text }
    }
    let folder = fields["path"].map { reading.hostPath($0, "a path", below: root) } ?? root
    let edits = fields["on_drift"].flatMap { node in
      reading.value(node, "what becomes of local edits") { scalar throws(Malformed) in
        guard let edits = Edits(rawValue: scalar.text) else {
          throw Malformed("expected 'fail' or 'stash', found '\(scalar.text.shortened)'")
        }
        return edits
      }
    }
    guard let to = fields.required("to"), let remote = remote ?? "origin", let folder else { return nil }
    let goal = reading.value(to, "a branch of the remote, a tag or a commit") { scalar throws(Malformed) in
      try GitGoal(scalar.text, of: remote)
    }
    return goal.map {
      GitStep(
        folder: folder, range: node.range, goal: $0, remote: remote, stashesEdits: edits == .stash,
        place: folder == root ? nil : folder.description)
    }
  }
}

extension GitGoal {
  init(_ text: String, of remote: String) throws(Malformed) {
    let name = try GitName(text).text
    if name.hasPrefix("\(remote)/") {
      self = .branch(String(name.dropFirst(remote.utf8.count + 1)))
    } else if [40, 64].contains(name.utf8.count), name.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) {
      self = .commit(name.lowercased())
    } else {
      self = .tag(name)
    }
  }
}

/// A name that git takes for a branch, a tag or a remote.
struct GitName {
  let text: String

  init(_ text: String) throws(Malformed) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7f && !"~^:?*[\\".unicodeScalars.contains($0)
    }
    guard isPlain, !text.hasPrefix("-"), !text.hasSuffix("."), !text.contains(".."), !text.contains("@{"), text != "@",
      parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") })
    else {
      throw Malformed(
        "'\(text.shortened)' is not a name that git would take",
        hint: "write a branch such as origin/main, a tag or a commit")
    }
    self.text = text
  }
}
