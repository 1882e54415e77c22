package import SourceText

/// A value of a YAML file and its place.
package struct Node: Sendable {
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  package let content: Content
  package let range: SourceRange

  package init(_ content: Content, at range: SourceRange) {
    self.content = content
    self.range = range
  }

  package var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  package var sequence: [Node]? {
    if case .sequence(let nodes) = content { nodes } else { nil }
  }

  package var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }

  package var isNull: Bool { scalar?.isNull ?? false }

  /// What stands here, for `expected …, found …`.
  package var found: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a map"
    case .scalar(let scalar) where scalar.isNull: "nothing"
    case .scalar(let scalar) where scalar.text.isEmpty: "an empty text"
    case .scalar(let scalar): "'\(scalar.text.shortened)'"
    }
  }
}
