/// How to connect, beyond what the ssh config says.
package struct SSHOptions: Sendable {
  /// The ssh config file to read instead of the user's.
  package var configFile: String?
  /// Overrides the config's `ConnectTimeout`; covers the connection and the handshake.
  package var connectTimeout: Duration?
  package var prompts: SSHPrompts
  /// Connect anew, also where an open master could be shared: the way in itself is what is to be proven.
  package var isFresh = false
  /// Shared by all copies, which are for the hosts of one run.
  let answers = ConfigAnswers()
  let shelf = KnownHostsShelf()
  let trials = KeyTrials()

  package init(
    configFile: String? = nil, connectTimeout: Duration? = nil, prompts: SSHPrompts = .none
  ) {
    self.configFile = configFile
    self.connectTimeout = connectTimeout
    self.prompts = prompts
  }
}
