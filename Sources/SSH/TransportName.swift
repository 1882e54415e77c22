/// A way to reach hosts, as the user names it.
package enum TransportName: String, Sendable, CaseIterable {
  /// libssh2, and the OpenSSH client where libssh2 lacks something; this machine for `localhost`.
  case auto
  case libssh2
  case openssh
  case local
}
