/// What the way to a host needs and libssh2 does not have.
enum Unsupported: Sendable, Equatable {
  case openMaster
  case proxyCommand(String)
  case jump(String)
  /// A setting that leaves no algorithm that libssh2 knows, such as `Ciphers`.
  case algorithms(String)
  /// A library that holds the keys.
  case provider(String)
  case certificate(String)
  /// None of the keys to log in with is of a type that libssh2 can use; these are.
  case keys([UserKey])

  /// Completes "through ssh, since …".
  var reason: String {
    switch self {
    case .openMaster: "a ControlMaster is open"
    case .proxyCommand(let command): "its ProxyCommand is '\(command)'"
    case .jump(let hosts): "it is behind ProxyJump \(hosts)"
    case .algorithms(let setting): "libssh2 has none of its \(setting)"
    case .provider(let path): "\(path) holds the key"
    case .certificate(let name): "\(name) is a certificate"
    case .keys(let keys):
      keys.count == 1
        ? keys.map { "\($0.name) is \($0.kind)" }.joined()
        : "\(keys.map(\.name).joined(separator: ", ")) are no keys for libssh2"
    }
  }
}

extension UserKey {
  fileprivate var kind: String {
    let name = KeyType.name(type)
    return ["a", "e", "i", "o", "R"].contains(name.prefix(1))
      ? "an \(name) key" : "a \(name)\(name.hasSuffix("key") ? "" : " key")"
  }
}
