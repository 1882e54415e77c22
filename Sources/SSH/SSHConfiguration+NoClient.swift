internal import Connection
internal import Glibc

extension SSHConfiguration {
  /// What applies where no OpenSSH client is installed; nobody else knows for certain what the user's ssh config means.
  static func withoutClient(for destination: SSHDestination, account: Account) -> SSHConfiguration {
    var standard = standard(for: destination, account: account)
    let config = "\(account.home)/.ssh/config"
    if access(config, F_OK) == 0 { standard.unreadConfig = config }
    return standard
  }
}

extension ConnectionError {
  /// Says first that the ssh config is not read, where a line of it may be what is missing.
  func hinting(at unreadConfig: String?) -> ConnectionError {
    guard let unreadConfig else { return self }
    switch kind {
    case .cancelled, .lost, .hostKeyChanged, .hostKeyRevoked, .needsOpenSSH: return self
    case .unreachable, .refused, .forbidden, .timedOut, .turnedAway, .hostKeyUnknown, .authentication, .protocolError,
      .configuration:
      let reason = "no OpenSSH client is installed (Debian: apt install openssh-client)"
      let rest = hint.map { "; \($0)" } ?? ""
      return ConnectionError(host: host, kind, message, hint: "\(unreadConfig) is not read, since \(reason)\(rest)")
    }
  }
}
