/// One call of the ssh program: where to, and how.
package struct OpenSSHCall: Sendable, Equatable {
  /// The path of the program.
  package let client: String
  /// Everything before the host.
  package let arguments: [String]
  /// The host as the ssh config knows it.
  package let host: String
  package let user: String
  package let port: Int
  /// Why it is ssh that connects; nil where the user said so.
  package let reason: String?
  /// Where the host is reached, for counting those that begin with it.
  package let place: String
  /// How long a host may turn connections away before it is given up.
  package let connectTimeout: Duration
  /// How long all of connecting and logging in may take; ssh's own `ConnectTimeout` comes first.
  package let patience: Duration

  package init(
    client: String, arguments: [String], host: String, user: String, port: Int, reason: String?,
    place: String, connectTimeout: Duration, patience: Duration
  ) {
    self.client = client
    self.arguments = arguments
    self.host = host
    self.user = user
    self.port = port
    self.reason = reason
    self.place = place
    self.connectTimeout = connectTimeout
    self.patience = patience
  }

  /// What ssh is started with; what it tells about itself goes to the file.
  func words(_ command: String, log: String) -> [String] {
    // At this level ssh tells when it is logged in, and whether a status 255 is the command's or its own.
    ["-o", "LogLevel=DEBUG1", "-E", log] + arguments + ["--", host, command]
  }

  /// The same for a stream to an address as the host sees it.
  func words(toward address: String, port: Int, log: String) -> [String] {
    let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    return ["-o", "LogLevel=DEBUG1", "-E", log] + arguments + ["-W", place, "--", host]
  }
}
