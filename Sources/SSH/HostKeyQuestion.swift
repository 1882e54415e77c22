/// Whether a host that was never seen before is the one that is meant.
package struct HostKeyQuestion: Sendable, Hashable {
  package let host: String
  /// The key's type as ssh names it, such as `ssh-ed25519`.
  package let type: String
  package let fingerprint: String
  /// The known_hosts files that could not be read, in which the host may be known.
  package var passedOver: [String] = []
}
