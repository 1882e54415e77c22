/// Where to connect, as the user named it: the ssh config has the last word on what that means.
package struct SSHDestination: Sendable, Hashable {
  package let user: String?
  package let host: String
  package let port: Int?
  /// The file of a private key to try before those of the ssh config.
  package let identity: String?

  package init(user: String? = nil, host: String, port: Int? = nil, identity: String? = nil) {
    self.user = user
    self.host = host
    self.port = port
    self.identity = identity
  }
}
