/// Where a plain request goes, and what it asks for there.
package struct HTTPAddress: Sendable, Hashable {
  package let host: String
  package let port: Int
  /// The host and port as the URL has them.
  package let authority: String
  package let path: String

  /// Nil for what is more than bytes over a connection, as https is.
  package init?(_ url: String) {
    let scheme = "http://"
    guard url.lowercased().hasPrefix(scheme) else { return nil }
    let rest = url.dropFirst(scheme.count)
    let authority = String(rest.prefix { !"/?#".contains($0) })
    do throws(Malformed) {
      let endpoint = try Endpoint(authority)
      host = endpoint.host
      port = endpoint.port ?? 80
    } catch {
      return nil
    }
    self.authority = authority
    let path = rest.dropFirst(authority.count).prefix { $0 != "#" }
    self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
  }
}
