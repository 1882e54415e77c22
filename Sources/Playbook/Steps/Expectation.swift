package import SourceText
internal import YAML

/// What the server's file may be before it is replaced: a content that somebody vouches for.
package struct Expectation: Sendable, Hashable {
  package enum Content: Sendable, Hashable {
    /// By its SHA-256, in hexadecimal digits.
    case hash(String)
    /// Every version of the source from one revision to another of the repository that it is in; of one alone if both
    /// are the same.
    case revisions(from: String, to: String)
  }

  package let content: Content
  package let range: SourceRange

  /// Under which name the version with this number is found among the sources, for one of the copied files.
  package func key(_ source: String, _ number: Int) -> String {
    guard case .revisions(let from, let to) = content else { return "" }
    return "/version/\(from)..\(to)/\(source)/\(number)"
  }
}

extension Expectation {
  static let form = Form.like("sha256:[0-9a-fA-F]{64}|git:.+")

  private static let expected = "a version such as sha256:9f2c… or git:v1.0..v1.4"

  static func read(_ node: Node, _ reading: Reading) -> [Expectation] {
    reading.oneOrMore(node, expected).compactMap { item -> Expectation? in
      let named = reading.value(item, expected) { scalar throws(Malformed) in try content(scalar.text) }
      return named.map { Expectation(content: $0, range: item.range) }
    }
  }

  private static func content(_ text: String) throws(Malformed) -> Content {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("sha256", 2):
      guard parts[1].utf8.count == 64, parts[1].allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
        throw Malformed("'\(text.shortened)' is not a whole SHA-256", hint: "sha256sum prints its 64 digits")
      }
      return .hash(parts[1].lowercased())
    case ("git", 2):
      let ends = parts[1].split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let from = ends.first, let to = ends.last, !from.isEmpty, !to.isEmpty else {
        throw Malformed("'\(text.shortened)' names no revision", hint: "write git:v1.0, or git:v1.0..v1.4 for a range")
      }
      return .revisions(from: from, to: to)
    default: throw Malformed("expected \(expected), found '\(text.shortened)'")
    }
  }
}
