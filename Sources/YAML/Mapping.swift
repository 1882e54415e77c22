package import SourceText

/// A YAML map in the order of the file; its keys are texts and differ from each other.
package struct Mapping: Sendable {
  package struct Key: Sendable, Hashable {
    package let name: String
    package let range: SourceRange
  }

  package struct Entry: Sendable {
    package let key: Key
    package let value: Node
  }

  package let entries: [Entry]

  package subscript(name: String) -> Node? {
    entries.first { $0.key.name == name }?.value
  }
}
