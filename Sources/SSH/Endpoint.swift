/// Where a connection goes, and the name by which the user knows it.
struct Endpoint: Sendable {
  let alias: String
  let hostName: String
  let port: Int

  init(_ configuration: SSHConfiguration) {
    (alias, hostName, port) = (configuration.alias, configuration.hostName, configuration.port)
  }

  /// The port, and whose it is where the alias does not say so.
  var place: String { alias == hostName ? "port \(port)" : "port \(port) of \(hostName)" }
}
