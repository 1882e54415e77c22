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
  let asked: AskedTime?
  /// How the OpenSSH client does, which takes over where libssh2 cannot go on; nil where it does not.
  private let trial: KeyTrial?
  /// One line for each thing tried or passed over.
  private(set) var trail: [String] = []
  /// The keys that need not be tried again from a file.
  var heldByAgent: Set<[UInt8]> = []
  /// What is being tried, for the case that the server hangs up on it.
  var trying: String?
  /// The ways to log in that the server named, once it was asked.
  var offered: [String]?
  /// Whether a key was taken, and the server wants something else besides.
  private(set) var hasEnoughKeys = false
  /// The first thing that only the OpenSSH client could have done.
  private var beyondUs: Unsupported?

  /// sshd answers failed attempts late on purpose.
  static let patience = Duration.seconds(60)

  init(
    _ session: Session, _ configuration: SSHConfiguration, _ prompts: SSHPrompts, _ asked: AskedTime?, trial: KeyTrial?
  ) {
    self.asked = asked
    self.session = session
    self.configuration = configuration
    self.prompts = prompts
    self.trial = trial
  }

  /// Logs in and returns by what.
  func run() async throws(ConnectionError) -> String {
    do {
      if configuration.isPublicKeyAllowed {
        let shelf = try await IdentityShelf(configuration)
        trail = shelf.notes
        if let way = try await tryAgent(shelf) { return way }
        if let way = try await tryFiles(shelf) { return way }
        if beyondUs == nil, let path = shelf.certificates.first { passOver(certificate: path) }
      }
      // Nobody is asked for a password, as by ssh, while there is a key that has not been tried.
      if try await !mustHandOver(), let way = try await tryPasswords() { return way }
    } catch {
      // A server hangs up instead of refusing when it has seen enough attempts, or when an account is locked.
      guard error.kind == .lost, error.host == configuration.alias, let trying else { throw error }
      // Or when somebody was asked for too long.
      if asked?.isWorthAnother == true, session.context.farewell == nil { throw error }
      throw hangUp(on: trying)
    }
    throw verdict
  }

  func note(_ line: String) {
    trail.append(line)
  }

  /// Passes over a key that libssh2 cannot use.
  func passOver(_ what: String, _ type: String) {
    note("\(what): libssh2 cannot use this \(KeyType.name(type)) key")
    if beyondUs == nil { beyondUs = .key(type: type, name: what) }
  }

  private func passOver(certificate path: String) {
    note("\(path): libssh2 cannot use certificates")
    beyondUs = .certificate(path)
  }

  /// Whether a key is left that only the OpenSSH client can try, and the server would look at one.
  ///
  /// Where a password could be asked for instead, ssh is tried first: perhaps the server does not know that key either.
  private func mustHandOver() async throws(ConnectionError) -> Bool {
    guard let trial, beyondUs != nil, !hasEnoughKeys, try await offeredMethods().contains("publickey") else {
      return false
    }
    guard try await mayAskForPassword() else { return true }
    do {
      return try await trial()
    } catch {
      throw .cancelled(configuration.alias)
    }
  }

  private func hangUp(on trying: String) -> ConnectionError {
    let isWeary = session.context.farewell?.contains("Too many") ?? !trail.isEmpty
    let words = session.context.farewell.map { ": it said '\($0)'" } ?? ""
    note(
      isWeary
        ? "then the server hung up\(words.isEmpty ? ": it takes so many attempts and no more" : words)"
        : "\(trying): the server hung up while this was tried\(words)")
    return ConnectionError(
      host: configuration.alias, .authentication, "cannot log in as \(configuration.user):\(list)",
      hint: isWeary
        ? "name the right key with IdentityFile and set IdentitiesOnly yes in the ssh config"
        : "is the account locked or expired, or has its password to be changed? 'ssh \(configuration.alias)' shows what the "
          + "server says")
  }

  private var list: String { trail.map { "\n  \($0)" }.joined() }

  private var verdict: ConnectionError {
    if trail.isEmpty {
      note(
        configuration.isPublicKeyAllowed
          ? "no key was found, and the server takes no password, or nobody is there to ask for it"
          : "the ssh config allows no keys, and the server takes no password, or nobody is there to ask for it")
    }
    let opening = "cannot log in as \(configuration.user):"
    if let beyondUs {
      let error = beyondUs.error(at: configuration.alias, after: "\(opening) ")
      return ConnectionError(host: error.host, error.kind, error.message + list, hint: error.hint)
    }
    let user = configuration.user
    return ConnectionError(
      host: configuration.alias, .authentication, opening + list,
      hint: hasEnoughKeys
        ? "the server wants more than a key (AuthenticationMethods): run this where somebody can be asked"
        : "add the public key to ~/.ssh/authorized_keys of \(user) there, or name the right key with IdentityFile; if it is "
          + "there, is \(user) locked, without a shell, or not among AllowUsers? The log of sshd there says")
  }

  /// Runs one attempt to its end: nil if the server accepts it, else why not.
  ///
  /// Where a key signs, a refusal may mean that the key alone is not enough.
  func attempt(isSigned: Bool = false, _ call: () async -> Int32) async throws(ConnectionError) -> String? {
    var deadline = ContinuousClock.now + Authentication.patience
    while true {
      // A person may have been asked in there.
      let begin = ContinuousClock.now
      let code = await call()
      deadline += .now - begin
      if code == 0 { return nil }
      guard code == LIBSSH2_ERROR_EAGAIN else { return try await refusal(code, isSigned: isSigned) }
      try await session.makeProgress("log in", until: deadline)
    }
  }

  /// Offers a public key and has what the server wants signed taken to `sign`, which may decline with nil.
  func attempt(
    with publicKey: [UInt8], sign: ([UInt8]) async throws(ConnectionError) -> [UInt8]?
  ) async throws(ConnectionError) -> String? {
    let desk = SigningDesk()
    var isSigned = false
    var deadline = ContinuousClock.now + Authentication.patience
    while true {
      let code = desk.authenticate(session.pointer, configuration.user, publicKey)
      if code == 0 { return nil }
      if let document = desk.document {
        let signature = try await sign(document)
        isSigned = signature != nil
        desk.lay(signature)
        deadline = .now + Authentication.patience
      } else if code == LIBSSH2_ERROR_EAGAIN {
        try await session.makeProgress("log in", until: deadline)
      } else {
        return try await refusal(code, isSigned: isSigned)
      }
    }
  }

  private func refusal(_ code: Int32, isSigned: Bool) async throws(ConnectionError) -> String {
    switch code {
    case LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED where isSigned:
      return try await refusalOfSignature()
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
      return "the server does not accept it"
    case LIBSSH2_ERROR_PASSWORD_EXPIRED:
      return "it has expired and has to be changed first, with 'ssh \(configuration.alias)'"
    default:
      let failure = session.failure("log in", code)
      guard failure.kind == .protocolError else { throw failure }
      return session.lastWords
    }
  }

  /// The server knows the key, and still does not let us in: what it offers now tells why.
  private func refusalOfSignature() async throws(ConnectionError) -> String {
    let methods = try await offeredMethods()
    guard !methods.isEmpty, !methods.contains("publickey") else {
      return "the server knows it, but does not let the account in with it"
    }
    hasEnoughKeys = true
    return "the server takes it, and wants more besides: \(methods.joined(separator: ", "))"
  }
}
