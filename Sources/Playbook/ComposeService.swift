internal import SourceText

/// The name of a service in a compose file.
package struct ComposeService: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  init(_ text: String) throws(Malformed) {
    let isPlain = text.utf8.allSatisfy { Self.letters.contains($0) || "_.-".utf8.contains($0) }
    guard let first = text.utf8.first, isPlain, Self.letters.contains(first), text.utf8.count <= 255 else {
      throw Malformed("'\(text.shortened)' is not the name of a compose service", hint: "write a name such as web")
    }
    description = text
  }

  private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}
