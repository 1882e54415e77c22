internal import SourceText
internal import YAML

/// A request that must be answered in a certain way.
package struct HTTPCheck: Sendable, Hashable {
  package let url: String
  package let status: Int
  /// A POSIX extended regular expression that some line of the answer matches.
  package let body: String?
}

extension HTTPCheck {
  static func read(_ node: Node, _ fields: Fields, _ reading: Reading) -> HTTPCheck? {
    let url = reading.value(node, "a URL") { scalar throws(Malformed) in
      try check(url: scalar.text)
      return scalar.text
    }
    var status: Int? = 200
    if let node = fields["status"] {
      status = reading.value(node, "an HTTP status") { scalar throws(Malformed) in
        let isDecimal = scalar.text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDecimal, let number = Int(scalar.text), 100...599 ~= number else {
          throw Malformed("'\(scalar.text.shortened)' is not an HTTP status", hint: "they are 100 to 599")
        }
        return number
      }
    }
    let body = fields["body"].flatMap { reading.pattern($0, "a pattern") }
    guard let url, let status, body != nil || fields["body"] == nil else { return nil }
    return HTTPCheck(url: url, status: status, body: body)
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
