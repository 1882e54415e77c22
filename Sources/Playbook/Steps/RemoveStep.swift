internal import YAML

/// Paths where nothing shall be.
package struct RemoveStep: Sendable {
  package let items: [HostItem]
  /// Folders go with all that they hold.
  package let isRecursive: Bool
  package let onDrift: OnDrift
}

extension RemoveStep {
  private static let shape = Shape(
    ["path": .oneOrMore(.text), "recursive": .flag, "on_drift": .choice(OnDrift.ofWholes.map(\.rawValue))],
    required: ["path"])

  static let form = Form.either([.oneOrMore(.text), .map(shape)])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> RemoveStep? {
    guard node.mapping != nil else {
      return RemoveStep(items: items(node, reading, below: root), isRecursive: false, onDrift: .fail)
    }
    guard let fields = reading.fields(node, of: "remove", shape) else { return nil }
    return RemoveStep(
      items: fields.required("path").map { items($0, reading, below: root) } ?? [],
      isRecursive: fields["recursive"].flatMap { reading.flag($0) } ?? false,
      onDrift: fields["on_drift"].flatMap { CopyStep.onDrift($0, reading) } ?? .fail)
  }

  /// A pattern that is taken for a name would remove nothing, and say that all is well.
  private static func items(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> [HostItem] {
    let items = reading.hostItems(node, below: root)
    for item in items where item.path.bytes.contains(UInt8(ascii: "*")) {
      reading.findings.add(
        "'remove' takes paths, not patterns", at: item.range,
        hint: "name each path, or let a 'run' step remove what a pattern means")
    }
    return items
  }
}
