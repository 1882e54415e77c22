internal import SourceText
internal import YAML

/// The key `backups` of a playbook: a path, or a map of `path` and `keep`.
struct BackupsField {
  private static let shape = Shape(
    ["path": .absolutePath, "keep": .either([.number(1...1000), .choice(["all"])])], anyOf: ["path", "keep"])

  static let form = Form.either([.absolutePath, .map(shape)])

  let path: Node?
  private let keep: Node?

  init(_ node: Node?, _ findings: Findings) {
    guard let node, node.mapping != nil else {
      path = node
      keep = nil
      return
    }
    if node.mapping?.entries.isEmpty == true {
      findings.add("expected 'path' or 'keep' in backups, found an empty map", at: node.range)
    }
    let fields = Fields(node, of: "backups", Self.shape, findings: findings)
    path = fields?["path"]
    keep = fields?["keep"]
  }

  func retention(_ reading: Reading) -> Retention {
    let read = keep.flatMap { node in
      reading.value(node, "a number of sets") { scalar throws(Malformed) in try Retention(scalar.text) }
    }
    return read ?? .usual
  }
}
