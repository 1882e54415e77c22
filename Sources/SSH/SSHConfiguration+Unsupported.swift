extension SSHConfiguration {
  /// The first line that libssh2 cannot follow, whatever keys there are.
  var gap: Unsupported? {
    if let proxyCommand { return .proxyCommand(proxyCommand) }
    if let line = beyondUs.first { return .setting(line) }
    return Algorithms.excluded(by: self).map { .algorithms($0.setting) }
  }

  /// What libssh2 lacks for this host, as far as the config, the keys and an open master tell; nil if nothing.
  func unsupported(_ keys: [UserKey], hasOpenMaster: Bool) -> Unsupported? {
    if hasOpenMaster { return .openMaster }
    if let gap { return gap }
    if let keyProvider { return .provider(keyProvider) }
    if let certificate = keys.first(where: \.isCertificate) { return .certificate(certificate.name) }
    guard isPublicKeyAllowed else { return nil }
    // A file that the config names is meant; others are only tried.
    let named = keys.filter(\.isNamed)
    let meant = named.isEmpty ? keys : named
    guard !meant.isEmpty, !meant.contains(where: { KeyType.usable.contains($0.type) }) else { return nil }
    return .keys(meant)
  }
}
