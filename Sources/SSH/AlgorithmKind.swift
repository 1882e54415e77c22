/// What two ends of a connection have to agree on.
enum AlgorithmKind: Sendable, Hashable, CaseIterable {
  case keyExchange
  case hostKey
  case cipher
  case mac

  var name: String {
    switch self {
    case .keyExchange: "key exchange"
    case .hostKey: "host key type"
    case .cipher: "cipher"
    case .mac: "MAC"
    }
  }

  /// The word for it in the ssh config and in sshd's.
  var setting: String {
    switch self {
    case .keyExchange: "KexAlgorithms"
    case .hostKey: "HostKeyAlgorithms"
    case .cipher: "Ciphers"
    case .mac: "MACs"
    }
  }
}
