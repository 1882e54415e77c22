internal import CLibSSH2
internal import Connection
internal import Glibc
internal import KnownHosts
internal import Reactor

/// One log-in: tries in ssh's order what could work, and remembers why each did not.
final class Authentication {
  let session: Session
  let configuration: SSHConfiguration
  let prompts: SSHPrompts
  /// One line for each thing tried or passed over.
  private(set) var trail: [String] = []
  /// The keys that need not be tried again from a file.
  var heldByAgent: Set<[UInt8]> = []
  /// The first thing that only the OpenSSH client could have done.
  private var beyondUs: String?

  /// sshd answers failed attempts late on purpose.
  static let patience = Duration.seconds(60)

  init(_ session: Session, _ configuration: SSHConfiguration, _ prompts: SSHPrompts) {
    self.session = session
    self.configuration = configuration
    self.prompts = prompts
  }

  /// Logs in and returns by what.
  func run() async throws(ConnectionError) -> String {
    do {
      let identities = try await identities()
      if let way = try await tryAgent(identities) { return way }
      if let way = try await tryFiles(identities) { return way }
      if let way = try await tryPasswords() { return way }
    } catch {
      // A server that has seen enough attempts hangs up instead of refusing.
      guard error.kind == .lost, !trail.isEmpty else { throw error }
      note("then the server hung up: it takes so many attempts and no more")
    }
    throw verdict
  }

  func note(_ line: String) {
    trail.append(line)
  }

  /// Passes over a key that libssh2 cannot use.
  func passOver(_ what: String, _ type: String) {
    let name = "the \(KeyType.name(type)) key \(what)"
    trail.append("\(what): libssh2 cannot use this \(KeyType.name(type)) key")
    if beyondUs == nil { beyondUs = "libssh2 cannot use \(name) with this server" }
  }

  private var verdict: ConnectionError {
    let tried = trail.isEmpty ? ["no key was found and nobody is there to ask for a password"] : trail
    let list = tried.map { "\n  \($0)" }.joined()
    guard let beyondUs else {
      let hint =
        trail.contains { $0.hasPrefix("then the server hung up") }
        ? "name the right key with IdentityFile and set IdentitiesOnly yes in the ssh config"
        : "add the public key to ~/.ssh/authorized_keys of \(configuration.user) there, or name the right key with IdentityFile"
      return ConnectionError(
        host: configuration.alias, .authentication, "cannot log in as \(configuration.user):\(list)", hint: hint)
    }
    return ConnectionError(
      host: configuration.alias, .needsOpenSSH(reason: beyondUs),
      "cannot log in as \(configuration.user): \(beyondUs)\(list)",
      hint: "use an ed25519 key (ssh-keygen -t ed25519), or let ssh connect (--transport openssh)")
  }

  /// Runs one attempt to its end: nil if the server accepts it, else why not.
  func attempt(_ call: () -> Int32) async throws(ConnectionError) -> String? {
    let deadline = ContinuousClock.now + Authentication.patience
    while true {
      let code = call()
      if code == 0 { return nil }
      guard code == LIBSSH2_ERROR_EAGAIN else { return try refusal(code) }
      try await session.makeProgress("log in", until: deadline)
    }
  }

  /// Offers a public key and has what the server wants signed taken to `sign`, which may decline with nil.
  func attempt(
    with publicKey: [UInt8], sign: ([UInt8]) async throws(ConnectionError) -> [UInt8]?
  ) async throws(ConnectionError) -> String? {
    let desk = SigningDesk()
    var deadline = ContinuousClock.now + Authentication.patience
    while true {
      let code = desk.authenticate(session.pointer, configuration.user, publicKey)
      if code == 0 { return nil }
      if let document = desk.document {
        desk.lay(try await sign(document))
        deadline = .now + Authentication.patience
      } else if code == LIBSSH2_ERROR_EAGAIN {
        try await session.makeProgress("log in", until: deadline)
      } else {
        return try refusal(code)
      }
    }
  }

  private func refusal(_ code: Int32) throws(ConnectionError) -> String {
    switch code {
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
      return "the server does not accept it"
    default:
      let failure = session.failure("log in", code)
      guard failure.kind == .protocolError else { throw failure }
      return session.lastWords
    }
  }
}
