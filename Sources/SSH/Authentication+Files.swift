internal import CLibSSH2
internal import Connection
internal import Crypto
internal import Glibc
internal import KnownHosts

extension Authentication {
  /// Tries the key files of the config in their order.
  func tryFiles(_ shelf: IdentityShelf) async throws(ConnectionError) -> String? {
    for identity in shelf.identities where !hasEnoughKeys {
      guard case .privateKey(let isEncrypted) = identity.file.content else { continue }
      if let key = identity.file.publicKey, heldByAgent.contains(key) { continue }
      let type = identity.file.type
      if let type, !KeyType.usable.contains(type) {
        passOver(identity.path, type)
        continue
      }
      trying = identity.path
      let reason = isEncrypted ? try await unlock(identity) : try await log(in: identity, passphrase: nil)
      guard let reason else { return type.map(KeyType.name) ?? "key" }
      note("\(identity.path)\(type.map { " (\(KeyType.name($0)))" } ?? ""): \(reason)")
    }
    return nil
  }

  /// Asks for the passphrase, but only for a key that the server would take.
  private func unlock(_ identity: Identity) async throws(ConnectionError) -> String? {
    guard let ask = prompts.secret else { return "it is encrypted, and nobody is there to ask for the passphrase" }
    if let key = identity.file.publicKey {
      var isWelcome = false
      let reason = try await attempt(with: key) { _ in
        isWelcome = true
        return nil
      }
      guard isWelcome else { return reason }
    }
    var question = SecretQuestion(subject: .passphrase(keyFile: identity.path), attempt: 1)
    for _ in 1...max(1, configuration.numberOfPasswordPrompts) {
      guard let passphrase = await ask(question) else { return "no passphrase was given" }
      guard let reason = try await log(in: identity, passphrase: passphrase) else { return nil }
      if hasEnoughKeys { return reason }
      question = question.again(after: passphrase)
    }
    return "the passphrase was wrong"
  }

  private func log(in identity: Identity, passphrase: String?) async throws(ConnectionError) -> String? {
    let user = configuration.user
    let publicLine = identity.file.publicKey.map { key in
      Array("\(HostKey.type(of: key) ?? "") \(Base64.encode(key, padded: true))".utf8)
    }
    return try await attempt(isSigned: true) {
      Authentication.withCText(identity.bytes) { secret, secretLength in
        Authentication.withCText(publicLine ?? []) { line, lineLength in
          libssh2_userauth_publickey_frommemory(
            session.pointer, user, user.utf8.count, publicLine == nil ? nil : line, lineLength, secret, secretLength,
            passphrase)
        }
      }
    }
  }

  // The library takes lengths, and reads on to a zero all the same.
  private static func withCText(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>?, Int) -> Int32) -> Int32 {
    (bytes + [0]).withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count) }
  }
}
