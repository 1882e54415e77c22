/// The host keys a user trusts, read from known_hosts files by the rules of OpenSSH.
package struct KnownHosts: Sendable {
  private let entries: [KnownHostsEntry]

  /// Reads the files in the order given; lines that cannot be read are skipped, as `ssh` skips them.
  package init(_ files: [KnownHostsFile]) {
    entries = files.flatMap { file in
      file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        .compactMap { index, line in KnownHostsEntry(line, number: index + 1, file: file.name) }
    }
  }

  /// Judges the key a server presents; `host` is the name or address as typed, or the `HostKeyAlias` with port 22.
  package func verdict(host: String, port: Int, keyType: String, key: [UInt8]) -> HostKeyVerdict {
    let exact = verdict(on: HostName(host: host, port: port), keyType: keyType, key: key)
    guard exact == .unknown, port != HostName.standardPort else { return exact }
    // `ssh` also accepts the key a host is known by without its port, but draws no other conclusion from those lines.
    // A revocation counts here all the same: a stolen key is stolen on every port.
    let anyPort = verdict(on: HostName(host: host), keyType: keyType, key: key)
    if case .changed = anyPort { return .unknown }
    return anyPort
  }

  /// The types of the keys a host is known by, in file order, to be asked for first when a connection is made.
  package func keyTypes(host: String, port: Int) -> [String] {
    let types = keyTypes(of: HostName(host: host, port: port))
    return types.isEmpty && port != HostName.standardPort ? keyTypes(of: HostName(host: host)) : types
  }

  /// The line (`file:line`) of the first key that a host is known by.
  package func place(host: String, port: Int) -> String? {
    first(.none, HostName(host: host, port: port)) ?? first(.none, HostName(host: host))
  }

  /// The fingerprint of the key that stands in a line (`file:line`).
  package func fingerprint(at place: String) -> String? { entries.first { $0.place == place }?.fingerprint }

  /// The line (`file:line`) that trusts a certificate authority for the host.
  package func authority(host: String, port: Int) -> String? {
    first(.certAuthority, HostName(host: host, port: port)) ?? first(.certAuthority, HostName(host: host))
  }

  private func first(_ marker: KnownHostsEntry.Marker, _ name: HostName) -> String? {
    entries.first { $0.marker == marker && $0.hosts.match(name) }?.place
  }

  /// The entries that are for a host, whatever their marker.
  func entries(for name: HostName) -> [KnownHostsEntry] { entries.filter { $0.hosts.match(name) } }

  private func verdict(on name: HostName, keyType: String, key: [UInt8]) -> HostKeyVerdict {
    let found = entries(for: name)
    let presented = PublicKey(key)
    let ban = found.first { entry in
      entry.marker == .revoked && (entry.blob == key || presented.map(entry.key.isSame) ?? false)
    }
    if let ban { return .revoked(at: ban.place) }
    let known = found.filter { $0.marker == .none }
    if known.contains(where: { $0.blob == key }) { return .trusted }
    let type = presented?.type ?? PublicKey.type(named: keyType)
    let sameType = known.filter { $0.key.type == type }
    let expected = sameType.isEmpty ? known : sameType
    guard let first = expected.first else { return .unknown }
    return .changed(at: first.place, fingerprints: expected.map(\.fingerprint).uniqued())
  }

  private func keyTypes(of name: HostName) -> [String] {
    let found = entries(for: name)
    let banned = found.filter { $0.marker == .revoked }.map(\.key)
    let usable = found.filter { entry in entry.marker == .none && !banned.contains { $0.isSame(as: entry.key) } }
    return usable.map(\.key.type).uniqued()
  }
}

extension [String] {
  /// The elements without repetitions, in order of first appearance.
  fileprivate func uniqued() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
