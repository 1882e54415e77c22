package import JSON

/// What editors and programs are told of the files that people write.
package enum LanguageSchema: String, CaseIterable, Sendable {
  case playbook, inventory

  package var document: JSONValue {
    let head = JSONValue([
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": self == .playbook ? "a playbook of deployctl" : "an inventory of deployctl (hosts.yml)",
    ])
    return head.merging(self == .playbook ? PlaybookDocument.shape.schema : Inventory.shape.schema)
  }
}
