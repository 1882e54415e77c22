/// The questions that connecting may raise; nil where nobody is there to answer.
package struct SSHPrompts: Sendable {
  package var hostKey: (@Sendable (HostKeyQuestion) async -> Bool)?
  package var secret: (@Sendable (SecretQuestion) async -> String?)?

  package init(
    hostKey: (@Sendable (HostKeyQuestion) async -> Bool)? = nil,
    secret: (@Sendable (SecretQuestion) async -> String?)? = nil
  ) {
    self.hostKey = hostKey
    self.secret = secret
  }

  package static let none = SSHPrompts()
}

/// Whether a host that was never seen before is the one that is meant.
package struct HostKeyQuestion: Sendable, Equatable {
  package let host: String
  /// The key's type as ssh names it, such as `ssh-ed25519`.
  package let type: String
  package let fingerprint: String
}

/// A secret that logging in needs; answering nil gives up that way of logging in.
package struct SecretQuestion: Sendable, Equatable {
  package enum Subject: Sendable, Equatable {
    case passphrase(keyFile: String)
    case password(user: String, host: String)
  }

  package let subject: Subject
  /// Counts from 1; beyond 1 the answer before was wrong.
  package let attempt: Int

  package var text: String {
    switch subject {
    case .passphrase(let keyFile): "passphrase for \(keyFile)"
    case .password(let user, let host): "password for \(user)@\(host)"
    }
  }
}
