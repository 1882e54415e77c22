/// A list of hosts as `ProxyJump` has it, the first to connect to first.
struct JumpHosts: Equatable {
  let hosts: [SSHDestination]

  /// Nil for a list in which a host cannot be read.
  init?(_ list: String) {
    var hosts: [SSHDestination] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let host = JumpHosts.destination(word) else { return nil }
      hosts.append(host)
    }
    self.hosts = hosts
  }

  /// Reads `[user@]host[:port]`, where an address with colons stands in brackets, or the same as a URL.
  private static func destination(_ word: Substring) -> SSHDestination? {
    var rest = word.hasPrefix("ssh://") ? word.dropFirst("ssh://".count) : word
    if rest.last == "/" { rest = rest.dropLast() }
    var user: String?
    if let at = rest.lastIndex(of: "@") {
      user = String(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    let host: Substring
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
    } else {
      host = rest.prefix { $0 != ":" }
      rest = rest[host.endIndex...]
    }
    guard !host.isEmpty, user != "" else { return nil }
    if rest.isEmpty { return SSHDestination(user: user, host: String(host)) }
    guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    return SSHDestination(user: user, host: String(host), port: port)
  }
}
