internal import SourceText
internal import YAML

/// The ways an inventory can be written, told apart by what stands in it.
enum InventoryForm {
  /// Ours, or Ansible's YAML.
  case yaml
  /// Ansible's lines.
  case lines

  init(of source: SourceText) {
    let start = source.bytes.starts(with: SourceText.byteOrderMark) ? SourceText.byteOrderMark.count : 0
    let lines = source.bytes[start...].split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    let first = lines.lazy.map { $0.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
      .first { !$0.isEmpty && $0.first != UInt8(ascii: "#") && $0.first != UInt8(ascii: ";") }
    self = first.map(Self.isLine) == true ? .lines : .yaml
  }

  /// True for the first line of an inventory that is not YAML: a section, or a host with or without `name=value`.
  private static func isLine(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == UInt8(ascii: "[") { return line.contains(UInt8(ascii: "]")) }
    // What begins a list, a map, a quoted text, a document, or what no host begins with.
    guard let first = line.first, !"-{\"'%&*!?|>@,}]\u{0}".utf8.contains(first), first < 0x80 else { return false }
    // `name: value` is YAML, `name note="a: b"` is not.
    let head = line.prefix { $0 != UInt8(ascii: "=") }
    return !head.indices.contains { index in
      head[index] == UInt8(ascii: ":") && (index + 1 == line.endIndex || line[index + 1] == UInt8(ascii: " "))
    }
  }

  /// True for a YAML inventory in Ansible's words: its keys are groups, each with hosts, children or vars.
  static func isAnsible(_ root: Node) -> Bool {
    guard let entries = root.mapping?.entries, !entries.contains(where: { $0.key.name == "hosts" }) else {
      return false
    }
    return entries.contains { $0.key.name == Inventory.everyHost }
      || entries.contains { entry in
        entry.value.mapping?.entries.contains { AnsibleInventory.shape.names.contains($0.key.name) } ?? false
      }
  }
}

extension Inventory {
  /// Reads an inventory in any of its forms; the root is that of a hosts.yml in our words.
  static func read(
    _ source: SourceText, _ outside: Outside, _ findings: Findings
  ) -> (inventory: Inventory?, root: Node?) {
    if InventoryForm(of: source) == .lines { return (AnsibleInventory.read(lines: source, findings), nil) }
    guard let root = findings.collect({ () throws(Problems) in try YAML.parse(source) }) else { return (nil, nil) }
    if InventoryForm.isAnsible(root) { return (AnsibleInventory.read(root, findings), nil) }
    return (read(root, outside, findings), root)
  }
}
