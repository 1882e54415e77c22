/// What the known_hosts files say of the key that a server presents.
package enum HostKeyVerdict: Sendable, Equatable {
  /// A line for this host holds this very key.
  case trusted

  /// No line for this host holds a key.
  case unknown

  /// The host is known by other keys: the line (`file:line`) to look at, and the fingerprints expected instead.
  case changed(at: String, fingerprints: [String])

  /// A line (`file:line`) forbids this key for this host.
  case revoked(at: String)
}
