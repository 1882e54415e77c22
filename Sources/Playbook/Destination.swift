internal import SourceText

/// Where a host is reached: an address or ssh alias, perhaps with a user and a port.
package struct Destination: Sendable, Hashable {
  package let user: String?
  package let host: String
  package let port: Int?

  /// With a user or a port somebody means an sshd, perhaps one that listens here for another machine.
  package var isThisMachine: Bool { host == "localhost" && user == nil && port == nil }

  /// Refuses parts that no ssh program would take.
  package init(user: String?, host: String, port: Int?) throws(Malformed) {
    if let user { try Self.check(user.filter { $0 != "@" }, "user name") }
    if host.isEmpty { throw Malformed("the address of the host is missing") }
    try Self.check(host, "host")
    if host.contains(":"), !Self.isIPv6(host.prefix { $0 != "%" }) {
      throw Malformed(
        "'\(host.shortened)' is not a host", hint: "write [2001:db8::1]:22 for an IPv6 address and a port")
    }
    self.user = user
    self.host = host
    self.port = port
  }

  /// Reads `host`, `user@host`, `user@host:port` or `user@[2001:db8::1]:port`.
  package init(_ text: String) throws(Malformed) {
    var user: String?
    var rest = text[...]
    if let at = text.lastIndex(of: "@") {
      user = String(text[..<at])
      rest = text[text.index(after: at)...]
    }
    var port: Int?
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { throw Malformed("']' is missing in '\(text.shortened)'") }
      let tail = rest[rest.index(after: close)...]
      if tail.first == ":" {
        port = try PortNumber(String(tail.dropFirst())).value
      } else if !tail.isEmpty {
        throw Malformed("'\(text.shortened)' is not a host", hint: "write [2001:db8::1]:22")
      }
      rest = rest[rest.index(after: rest.startIndex)..<close]
    } else if let colon = rest.firstIndex(of: ":"), colon == rest.lastIndex(of: ":") {
      port = try PortNumber(String(rest[rest.index(after: colon)...])).value
      rest = rest[..<colon]
    }
    try self.init(user: user, host: String(rest), port: port)
  }

  /// Tells an address from a host with too many ports; whether it exists is found out by connecting.
  private static func isIPv6(_ address: Substring) -> Bool {
    let colons = address.count { $0 == ":" }
    return address.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
      && (colons == 7 || 2...7 ~= colons && address.contains("::"))
  }

  /// Refuses what the ssh programs refuse: words that a shell or an option parser would act on.
  private static func check(_ word: String, _ noun: String) throws(Malformed) {
    let isSafe = word.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        && !"'\"`$&;<>|(){}*?!#,/[]@".unicodeScalars.contains(scalar)
    }
    guard isSafe, !word.isEmpty, !word.hasPrefix("-"), !word.hasSuffix("\\") else {
      throw Malformed("'\(word.shortened)' is not a \(noun)", hint: "write user@host or user@host:port")
    }
  }
}

extension Destination: CustomStringConvertible {
  package var description: String {
    let address = host.contains(":") ? "[\(host)]" : host
    return (user.map { "\($0)@" } ?? "") + address + (port.map { ":\($0)" } ?? "")
  }
}
