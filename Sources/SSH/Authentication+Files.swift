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
      let reason = isEncrypted ? try await unlock(identity) : try await log(in: identity, passphrase: nil)?.reason
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
      switch try await log(in: identity, passphrase: passphrase) {
      case nil: return nil
      case .refused(let reason): return reason
      // No passphrase helps there.
      case .unopened(let reason) where reason.contains("cipher"): return "libssh2 cannot open it: \(reason)"
      case .unopened: question = question.again(after: passphrase)
      }
    }
    return "the passphrase was wrong"
  }

  /// Why a key file did not log in.
  private enum Refusal {
    /// The key did not open, and the server was not asked.
    case unopened(String)
    case refused(String)

    var reason: String {
      switch self {
      case .unopened(let reason), .refused(let reason): reason
      }
    }
  }

  private func log(in identity: Identity, passphrase: String?) async throws(ConnectionError) -> Refusal? {
    let user = configuration.user
    // Where the library is given the public key it asks the server first, and a key that does not open looks refused.
    let publicKey = passphrase == nil ? identity.file.publicKey : nil
    let publicLine = publicKey.map { key in
      Array("\(HostKey.type(of: key) ?? "") \(Base64.encode(key, padded: true))".utf8)
    }
    var code: Int32 = 0
    let reason = try await attempt(isSigned: true) {
      code = Authentication.withCText(identity.bytes) { secret, secretLength in
        Authentication.withCText(publicLine ?? []) { line, lineLength in
          libssh2_userauth_publickey_frommemory(
            session.pointer, user, user.utf8.count, publicLine == nil ? nil : line, lineLength, secret, secretLength,
            passphrase)
        }
      }
      return code
    }
    // What is wrong with a key has many codes, and what the server says of it has two.
    let isRefused = [LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED].contains(code)
    return reason.map { isRefused ? .refused($0) : .unopened($0) }
  }

  // The library takes lengths, and reads on to a zero all the same.
  private static func withCText(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>?, Int) -> Int32) -> Int32 {
    (bytes + [0]).withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count) }
  }
}
