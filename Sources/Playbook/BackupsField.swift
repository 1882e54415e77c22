internal import SourceText
internal import YAML

/// The key `backups` of a playbook: a path, or a map of `path` and `keep`.
struct BackupsField {
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
    let fields = Fields(node, of: "backups", keys: ["path", "keep"], findings: findings)
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
