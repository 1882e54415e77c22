internal import YAML

/// A symbolic link that shall be there.
package struct LinkStep: Sendable {
  package let item: HostItem
  /// As it stands in the link: from `/`, or relative to the link's folder.
  package let target: String
  package let onDrift: OnDrift
}

extension LinkStep {
  static let shape = Shape(
    ["path": .text, "to": .text, "on_drift": .choice(OnDrift.ofWholes.map(\.rawValue))], required: ["path", "to"])

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> LinkStep? {
    guard let fields = reading.fields(node, of: "link", shape) else { return nil }
    let path = fields.required("path").flatMap { node in
      reading.hostPath(node, "a path", below: root).map { HostItem(path: $0, range: node.range) }
    }
    let target = fields.required("to").flatMap { node in
      reading.value(node, "what the link leads to") { scalar throws(Malformed) in
        try PathParts.checkLength(of: scalar.text)
        return scalar.text
      }
    }
    let onDrift = fields["on_drift"].flatMap { CopyStep.onDrift($0, reading) } ?? .fail
    guard let path, let target else { return nil }
    return LinkStep(item: path, target: target, onDrift: onDrift)
  }

  /// Where the link leads by its words alone.
  package var end: AbsolutePath? {
    target.hasPrefix("/") ? AbsolutePath(target) : AbsolutePath("\(item.path.parent)/\(target)")
  }
}
