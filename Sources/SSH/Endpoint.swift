internal import Glibc

/// Where a connection goes, and the name by which the user knows it.
struct Endpoint: Sendable {
  let alias: String
  let hostName: String
  let port: Int
  /// `AF_UNSPEC` unless the config asks for one kind of addresses.
  let family: Int32

  init(_ configuration: SSHConfiguration) {
    (alias, hostName, port) = (configuration.alias, configuration.hostName, configuration.port)
    family = configuration.addressFamily.number
  }

  /// The port, and whose it is where the alias does not say so.
  var place: String { alias == hostName ? "port \(port)" : "port \(port) of \(hostName)" }

  /// The host and its port, for somebody who knows it by another name.
  var target: String { "\(alias == hostName ? hostName : "\(alias) (\(hostName))"), port \(port)" }
}

extension SSHConfiguration.AddressFamily {
  fileprivate var number: Int32 {
    switch self {
    case .any: AF_UNSPEC
    case .inet: AF_INET
    case .inet6: AF_INET6
    }
  }
}
