/// What libssh2 offers a host to agree on.
struct Algorithms: Sendable {
  let lists: [AlgorithmKind: [String]]

  // What is left out of libssh2's own lists is what OpenSSH no longer offers either.
  private static let ours: [AlgorithmKind: [String]] = [
    .keyExchange: [
      "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
      "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
    ],
    .hostKey: KeyType.usable,
    .cipher: ["aes128-ctr", "aes192-ctr", "aes256-ctr"],
    .mac: ["hmac-sha2-256", "hmac-sha2-512", "hmac-sha1"],
  ]

  /// What is left of them where the config allows only some; the types of host keys come in the order given.
  init(_ configuration: SSHConfiguration, hostKeyTypes: [String]) {
    var lists: [AlgorithmKind: [String]] = [.hostKey: hostKeyTypes]
    for kind in [AlgorithmKind.keyExchange, .cipher, .mac] {
      let ours = Algorithms.ours[kind, default: []]
      lists[kind] = configuration.allowed(kind).map { allowed in ours.filter(allowed.contains) } ?? ours
    }
    self.lists = lists
  }

  /// The first kind of which the config leaves nothing.
  static func excluded(by configuration: SSHConfiguration) -> AlgorithmKind? {
    let types = KeyType.order(known: [], allowed: configuration.hostKeyAlgorithms)
    let left = Algorithms(configuration, hostKeyTypes: types).lists
    return AlgorithmKind.allCases.first { left[$0, default: []].isEmpty }
  }

  /// The first kind of which the server has nothing that is offered.
  func gap(to offer: ServerOffer) -> Unsupported? {
    for kind in AlgorithmKind.allCases {
      let ours = lists[kind, default: []]
      for theirs in offer.lists[kind, default: []] where !ours.contains(where: theirs.contains) {
        return .offer(kind, theirs: theirs, ours: ours)
      }
    }
    return nil
  }
}

extension SSHConfiguration {
  fileprivate func allowed(_ kind: AlgorithmKind) -> [String]? {
    switch kind {
    case .keyExchange: kexAlgorithms
    case .hostKey: hostKeyAlgorithms
    case .cipher: ciphers
    case .mac: macs
    }
  }
}
