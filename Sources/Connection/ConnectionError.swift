/// Why a host could not be reached, or was lost.
package struct ConnectionError: Error, Sendable, Equatable {
  package enum Kind: Sendable, Hashable {
    case unreachable
    case refused
    /// A jump host lets the account go no further.
    case forbidden
    case timedOut
    /// It hung up before it said anything, as sshd does when too many come at once.
    case turnedAway
    case hostKeyChanged
    case hostKeyUnknown
    case hostKeyRevoked
    case authentication
    /// Only the OpenSSH client can do what is asked for.
    case needsOpenSSH(reason: String)
    case lost
    case protocolError
    case configuration
    case cancelled
  }

  package let host: String
  package let kind: Kind
  /// What happened, in one line or several.
  package let message: String
  /// What to type or to look at next.
  package let hint: String?

  package init(host: String, _ kind: Kind, _ message: String, hint: String? = nil) {
    self.host = host
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  package static func cancelled(_ host: String) -> ConnectionError {
    ConnectionError(host: host, .cancelled, "cancelled")
  }
}

extension ConnectionError: CustomStringConvertible {
  package var description: String {
    "\(host): \(message)" + (hint.map { "\nhint: \($0)" } ?? "")
  }
}
