extension SSHConfiguration {
  /// What libssh2 lacks for this host, as far as the config, the keys and an open master tell; nil if nothing.
  func unsupported(_ keys: [UserKey], hasOpenMaster: Bool) -> Unsupported? {
    if hasOpenMaster { return .openMaster }
    if let proxyCommand { return .proxyCommand(proxyCommand) }
    if let jump { return .jump(jump) }
    for (setting, allowed, known) in [
      ("KexAlgorithms", kexAlgorithms, Session.kexAlgorithms), ("Ciphers", ciphers, Session.ciphers),
      ("MACs", macs, Session.macs), ("HostKeyAlgorithms", hostKeyAlgorithms, KeyType.usable),
    ] {
      if let allowed, !allowed.contains(where: known.contains) { return .algorithms(setting) }
    }
    if let keyProvider { return .provider(keyProvider) }
    if let certificate = keys.first(where: \.isCertificate) { return .certificate(certificate.name) }
    // A file that the config names is meant; others are only tried.
    let named = keys.filter(\.isNamed)
    let meant = named.isEmpty ? keys : named
    guard !meant.isEmpty, !meant.contains(where: { KeyType.usable.contains($0.type) }) else { return nil }
    return .keys(meant)
  }
}
