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
