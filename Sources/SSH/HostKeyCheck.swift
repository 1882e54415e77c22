internal import Connection
internal import Crypto
internal import KnownHosts

/// Decides whether the host is the one that is meant.
struct HostKeyCheck {
  let configuration: SSHConfiguration
  let knownHosts: KnownHosts
  private let prompt: (@Sendable (HostKeyQuestion) async -> Bool)?
  /// The files that were passed over, each with the reason.
  private let closed: [String]

  /// Reads the files that the config names; those that do not exist, or are closed to this account, hold no keys.
  init(
    _ configuration: SSHConfiguration, prompts: SSHPrompts, shelf: KnownHostsShelf
  ) async throws(ConnectionError) {
    let paths = configuration.userKnownHostsFiles + configuration.globalKnownHostsFiles
    let contents: [Result<LocalFile, LocalFile.Failure>]
    do {
      contents = try await LocalFile.readAll(paths)
    } catch {
      throw .cancelled(configuration.alias)
    }
    var files: [KnownHostsFile] = []
    var closed: [String] = []
    for (path, content) in zip(paths, contents) {
      switch content {
      case .success(let file):
        files.append(KnownHostsFile(name: path, bytes: file.bytes))
      case .failure(.missing):
        continue
      case .failure(.closed(let reason)):
        closed.append("\(path) (\(reason))")
      case .failure(.unreadable(let reason)):
        throw ConnectionError(
          host: configuration.alias, .configuration, "cannot read \(path): \(reason)",
          hint: "mend it, or name other files with UserKnownHostsFile or GlobalKnownHostsFile in the ssh config")
      }
    }
    self.configuration = configuration
    knownHosts = shelf.hosts(in: files)
    prompt = prompts.hostKey
    self.closed = closed
  }

  /// The fingerprint of the key in a line (`file:line`) of known_hosts, if it can be read.
  static func fingerprint(at place: String) async -> String? {
    let path = String(place.prefix(upTo: place.lastIndex(of: ":") ?? place.endIndex))
    let read: Result<LocalFile, LocalFile.Failure>?
    do { read = try await LocalFile.readAll([path]).first } catch { return nil }
    guard case .success(let file) = read else { return nil }
    return KnownHosts([KnownHostsFile(name: path, bytes: file.bytes)]).fingerprint(at: place)
  }

  /// The host key types to ask the host for.
  var types: [String] {
    KeyType.order(
      known: knownHosts.keyTypes(host: configuration.hostKeyName, port: configuration.hostKeyPort),
      allowed: configuration.hostKeyAlgorithms)
  }

  /// What only the OpenSSH client could check: a host known by nothing but keys that libssh2 lacks, or by a certificate.
  var unsupported: Unsupported? {
    let (name, port) = (configuration.hostKeyName, configuration.hostKeyPort)
    let known = knownHosts.keyTypes(host: name, port: port)
    if known.contains(where: KeyType.usable.contains) { return nil }
    if let place = knownHosts.authority(host: name, port: port) { return .hostCertificate(place: place) }
    guard !known.isEmpty, let place = knownHosts.place(host: name, port: port) else { return nil }
    return .hostKey(types: known, place: place)
  }

  /// Returns if the key may be trusted, with a note if it could not be remembered.
  func trust(_ key: [UInt8]) async throws(ConnectionError) -> String? {
    let (name, port) = (configuration.hostKeyName, configuration.hostKeyPort)
    guard let type = HostKey.type(of: key) else {
      throw ConnectionError(host: configuration.alias, .protocolError, "the host showed a key that cannot be read")
    }
    switch knownHosts.verdict(host: name, port: port, keyType: type, key: key) {
    case .trusted:
      return nil
    case .revoked(let place):
      throw ConnectionError(
        host: configuration.alias, .hostKeyRevoked,
        "the host's \(KeyType.name(type)) key \(HostKey.fingerprint(key)) is revoked at \(place)",
        hint: "do not connect; ask whoever runs the host for its new key")
    case .changed(let place, let expected):
      throw changed(
        shown: "\(HostKey.fingerprint(key)) (\(KeyType.name(type)))", expected: expected.joined(separator: ", "), place)
    case .unknown:
      return try await meet(type, key)
    }
  }

  /// What to say of a server that has no host key of a kind that the host is known by; nil if the host is not known yet.
  ///
  /// The OpenSSH client would take the key that is left for one more of the same host, and ask at most.
  func stranger(offering types: [String]) -> ConnectionError? {
    let (name, port) = (configuration.hostKeyName, configuration.hostKeyPort)
    let known = knownHosts.keyTypes(host: name, port: port)
    guard !known.isEmpty, !types.contains(where: { known.contains(KeyType.ofKey($0)) }),
      let place = knownHosts.place(host: name, port: port)
    else { return nil }
    return changed(
      shown: "none of that kind, but \(types.joined(separator: ", "))",
      expected: known.map(KeyType.name).joined(separator: ", "), place)
  }

  private func changed(shown: String, expected: String, _ place: String) -> ConnectionError {
    let (name, port) = (configuration.hostKeyName, configuration.hostKeyPort)
    let file = String(place.prefix(upTo: place.lastIndex(of: ":") ?? place.endIndex))
    return ConnectionError(
      host: configuration.alias, .hostKeyChanged,
      """
      the host's key has changed: somebody may be listening in, or the host was installed anew
        shown now: \(shown)
        expected:  \(expected) (\(place))
      """,
      hint: "if the change is known to be right: ssh-keygen -f '\(file.replacing("'", with: #"'\''"#))' "
        + "-R '\(port == 22 ? name : "[\(name)]:\(port)")'")
  }

  private func meet(_ type: String, _ key: [UInt8]) async throws(ConnectionError) -> String? {
    let question = HostKeyQuestion(
      host: configuration.alias, type: type, fingerprint: HostKey.fingerprint(key), passedOver: closed)
    switch configuration.strictHostKeyChecking {
    case .acceptNew:
      break
    case .ask:
      guard let prompt else { throw unknown(question) }
      guard await prompt(question) else {
        throw ConnectionError(
          host: question.host, .hostKeyUnknown, "its \(KeyType.name(type)) key \(question.fingerprint) was not accepted"
        )
      }
    case .yes:
      throw unknown(question)
    }
    return try await remember(key)
  }

  private func unknown(_ question: HostKeyQuestion) -> ConnectionError {
    let port = configuration.port == 22 ? "" : "-p \(configuration.port) "
    // ssh-keyscan knows no jump hosts.
    let scan =
      configuration.jump == nil ? ", or compare and add the key: ssh-keyscan \(port)\(configuration.hostName)" : ""
    let passedOver = closed.isEmpty ? "" : "; passed over: \(closed.joined(separator: ", "))"
    return ConnectionError(
      host: question.host, .hostKeyUnknown,
      "the host is not known; it shows the \(KeyType.name(question.type)) key \(question.fingerprint)\(passedOver)",
      hint: "connect once by hand (ssh \(question.host))\(scan)")
  }

  private func remember(_ key: [UInt8]) async throws(ConnectionError) -> String? {
    guard let path = configuration.userKnownHostsFiles.first else { return nil }
    let (name, port) = (configuration.hostKeyName, configuration.hostKeyPort)
    let salt = configuration.hashKnownHosts ? (0..<20).map { _ in UInt8.random(in: .min ... .max) } : nil
    let line = KnownHostsLine.text(host: name, port: port, key: key, hashedWithSalt: salt)
    let problem: String??
    do {
      problem = try await KnownHostsRecord.append(line, to: path) { bytes in
        let file = KnownHosts([KnownHostsFile(name: path, bytes: bytes)])
        return file.verdict(host: name, port: port, keyType: HostKey.type(of: key) ?? "", key: key) == .trusted
      }
    } catch {
      throw .cancelled(configuration.alias)
    }
    return (problem ?? nil).map { "the key of \(configuration.alias) could not be remembered in \(path): \($0)" }
  }
}
