internal import SourceText
internal import YAML

/// A request that must be answered in a certain way.
package struct HTTPCheck: Sendable, Hashable {
  package let url: String
  package let statuses: [HTTPStatus]
  /// A POSIX extended regular expression that some line of the answer matches.
  package let body: String?
  /// Lines such as `Host: lms.example.com`, sent with the request.
  package let headers: [HTTPHeader]
  /// Where an answer points elsewhere, what answers there counts.
  package let followsRedirects: Bool
  /// The controller asks, not the host.
  package let isFromController: Bool
}

extension HTTPCheck {
  /// What may stand beside the URL, and beside nothing else.
  static let settings: KeyValuePairs<String, Form> = [
    "status": .oneOrMore(.like("[1-5]([0-9][0-9]|xx)", orNumber: true)), "body": .text, "header": .oneOrMore(.text),
    "redirect": .choice(["follow", "deny"]), "from": .choice(["target", "controller"]),
  ]

  static func read(_ node: Node, _ fields: Fields, _ reading: Reading) -> HTTPCheck? {
    let url = reading.value(node, "a URL") { scalar throws(Malformed) in
      try check(url: scalar.text)
      return scalar.text
    }
    let statuses = fields["status"].map { list($0, "an HTTP status", reading, HTTPStatus.init) } ?? [.usual]
    let headers = fields["header"].map { list($0, "a header", reading, HTTPHeader.init) } ?? []
    let body = fields["body"].flatMap { reading.pattern($0, "a pattern") }
    let follows = fields["redirect"].map { followsRedirects($0, reading) } ?? false
    let isFromController = fields["from"].map { self.isFromController($0, reading) } ?? false
    guard let url, let statuses, let headers, let follows, let isFromController, body != nil || fields["body"] == nil
    else { return nil }
    return HTTPCheck(
      url: url, statuses: statuses, body: body, headers: headers, followsRedirects: follows,
      isFromController: isFromController)
  }

  private static func list<Value>(
    _ node: Node, _ expected: String, _ reading: Reading, _ parse: (String) throws(Malformed) -> Value
  ) -> [Value]? {
    let nodes = reading.oneOrMore(node, expected)
    let values = nodes.compactMap { node in
      reading.value(node, expected) { scalar throws(Malformed) in try parse(scalar.text) }
    }
    return values.isEmpty || values.count < nodes.count ? nil : values
  }

  private static func isFromController(_ node: Node, _ reading: Reading) -> Bool? {
    reading.value(node, "target or controller") { scalar throws(Malformed) in
      switch scalar.text {
      case "controller": return true
      case "target": return false
      default: throw Malformed("expected target or controller, found '\(scalar.text.shortened)'")
      }
    }
  }

  private static func followsRedirects(_ node: Node, _ reading: Reading) -> Bool? {
    reading.value(node, "follow or deny") { scalar throws(Malformed) in
      switch scalar.text {
      case "follow": return true
      case "deny": return false
      default: throw Malformed("expected follow or deny, found '\(scalar.text.shortened)'")
      }
    }
  }

  private static func check(url: String) throws(Malformed) {
    let hint = "write http://127.0.0.1:8000/health"
    let scheme = ["http://", "https://"].first { url.lowercased().hasPrefix($0) }
    guard let scheme else {
      throw Malformed("'\(url.shortened)' is not a URL", hint: hint)
    }
    guard url.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }) else {
      throw Malformed(
        "a URL cannot hold spaces, control characters or letters beyond ASCII", hint: "encode them as %20")
    }
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      throw Malformed("a user in the URL would be readable in the list of processes", hint: "use cmd: with a file")
    }
    do throws(Malformed) {
      _ = try Endpoint(String(authority))
    } catch {
      throw Malformed("no host and port that could be reached in '\(url.shortened)'", hint: hint)
    }
  }
}
