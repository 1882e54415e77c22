internal import Connection

/// What the way to a host needs and libssh2 does not have.
enum Unsupported: Sendable, Equatable {
  case openMaster
  case proxyCommand(String)
  /// Another line of the ssh config.
  case setting(String)
  /// A setting that leaves no algorithm that libssh2 knows, such as `Ciphers`.
  case algorithms(String)
  /// A library that holds the keys.
  case provider(String)
  case certificate(String)
  /// A host that is known at this line by keys of these types only.
  case hostKey(types: [String], place: String)
  /// A host for which this line trusts a certificate authority.
  case hostCertificate(place: String)
  /// A server that has nothing of what libssh2 offers, but this.
  case offer(AlgorithmKind, theirs: [String], ours: [String])
  /// A key that the server wants to see, as far as is known.
  case key(type: String, name: String)
  /// None of the keys to log in with is of a type that libssh2 can use; these are.
  case keys([UserKey])

  /// Completes "through ssh, since …".
  var reason: String {
    switch self {
    case .openMaster: "a ControlMaster is open"
    case .proxyCommand(let command):
      Unsupported.program(of: command).map { "its ProxyCommand runs \($0)" } ?? "it has a ProxyCommand"
    case .setting(let line): "the ssh config says '\(line)'"
    case .algorithms(let setting): "libssh2 has none of its \(setting)"
    case .provider(let path): "\(path) holds the key"
    case .certificate(let name): "\(name) is a certificate"
    case .hostKey(let types, let place):
      "\(place) knows the host by its \(types.map(KeyType.name).joined(separator: ", ")) key only, which libssh2 cannot check"
    case .hostCertificate(let place):
      "\(place) trusts a certificate authority for this host (@cert-authority), and libssh2 cannot check certificates"
    case .offer(let kind, let theirs, let ours):
      "libssh2 and this server have no \(kind.name) in common (it has \(theirs.listed), libssh2 \(ours.listed))"
    case .key(let type, let name): "libssh2 cannot use the \(KeyType.name(type)) key \(name) with this server"
    case .keys(let keys):
      keys.count == 1
        ? keys.map { "\($0.name) is \($0.kind)" }.joined()
        : "\(keys.map(\.name).joined(separator: ", ")) are no keys for libssh2"
    }
  }
}

extension Unsupported {
  /// The program that a command starts, and nothing more: its options may hold a secret, and reasons go to logs.
  static func program(of command: String) -> String? {
    guard let word = command.split(whereSeparator: \.isWhitespace).first else { return nil }
    return word.utf8.allSatisfy { $0.isLetterOrDigit || "/._-+".utf8.contains($0) } ? String(word) : nil
  }

  /// What to do where the OpenSSH client is not to be had.
  var hint: String {
    switch self {
    case .openMaster: "let ssh connect (--transport openssh)"
    case .proxyCommand: "let ssh connect (--transport openssh), or use ProxyJump where the command leads to a jump host"
    case .setting, .provider: "let ssh connect (--transport openssh), or take it out of the ssh config for this host"
    case .certificate, .key, .keys:
      "use an ed25519 key (ssh-keygen -t ed25519), or let ssh connect (--transport openssh)"
    case .hostKey(_, let place), .hostCertificate(let place):
      "let ssh connect (--transport openssh), or add the host's own ed25519 or ecdsa key beside \(place)"
    case .offer(.hostKey, _, _):
      "let ssh connect (--transport openssh), or let the server have an ed25519 host key (ssh-keygen -A there)"
    case .offer(let kind, _, _):
      "let ssh connect (--transport openssh), or let the server have one of libssh2's: \(kind.setting) in its sshd_config"
    case .algorithms(let setting):
      "let ssh connect (--transport openssh), or add one of libssh2's to \(setting) for this host"
    }
  }

  func error(at host: String, after words: String = "") -> ConnectionError {
    ConnectionError(host: host, .needsOpenSSH(reason: reason), words + reason, hint: hint)
  }
}

extension [String] {
  fileprivate var listed: String { isEmpty ? "none" : joined(separator: ", ") }
}

extension UserKey {
  fileprivate var kind: String {
    let name = KeyType.name(type)
    return ["a", "e", "i", "o", "R"].contains(name.prefix(1))
      ? "an \(name) key" : "a \(name)\(name.hasSuffix("key") ? "" : " key")"
  }
}
