package import SourceText
internal import YAML

/// A path of the host that a step names.
package struct HostItem: Sendable, Hashable {
  package let path: AbsolutePath
  package let range: SourceRange
}

/// Folders that shall be there.
package struct DirectoryStep: Sendable {
  package let items: [HostItem]
  /// Nil keeps what the folder has.
  package let mode: FileMode?
  package let owner: String?
  package let group: String?
}

extension DirectoryStep {
  private static let shape = Shape(
    ["path": .oneOrMore(.text), "mode": .mode, "owner": .text, "group": .text], required: ["path"])

  static let form = Form.either([.oneOrMore(.text), .map(shape)])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> DirectoryStep? {
    guard node.mapping != nil else {
      return DirectoryStep(items: reading.hostItems(node, below: root), mode: nil, owner: nil, group: nil)
    }
    guard let fields = reading.fields(node, of: "directory", shape) else { return nil }
    let items = fields.required("path").map { reading.hostItems($0, below: root) } ?? []
    return DirectoryStep(
      items: items, mode: fields["mode"].flatMap { CopyStep.mode($0, reading) },
      owner: fields["owner"].flatMap { reading.account($0, "the name of a user") },
      group: fields["group"].flatMap { reading.account($0, "the name of a group") })
  }
}

extension Reading {
  /// One path of the host or a list of them.
  func hostItems(_ node: Node, below root: AbsolutePath) -> [HostItem] {
    oneOrMore(node, "a path").compactMap { node in
      hostPath(node, "a path", below: root).map { HostItem(path: $0, range: node.range) }
    }
  }
}
