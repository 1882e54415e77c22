internal import SourceText

/// A service of a compose project.
package struct ComposeService: Sendable, Hashable, CustomStringConvertible {
  /// As the compose file calls it.
  package let name: String
  package let project: ComposeProject

  package init(_ text: String, of project: ComposeProject = ComposeProject()) throws(Malformed) {
    let isPlain = text.utf8.allSatisfy { Self.letters.contains($0) || "_.-".utf8.contains($0) }
    guard let first = text.utf8.first, isPlain, Self.letters.contains(first), text.utf8.count <= 255 else {
      throw Malformed("'\(text.shortened)' is not the name of a compose service", hint: "write a name such as web")
    }
    name = text
    self.project = project
  }

  package var description: String { name }

  private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}

extension ComposeService: Comparable {
  package static func < (left: ComposeService, right: ComposeService) -> Bool {
    (left.project.word, left.name) < (right.project.word, right.name)
  }
}
