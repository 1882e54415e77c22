internal import Glibc
internal import Reactor

/// The ssh agent, asked over its socket without ever blocking.
final class Agent {
  /// A key the agent holds.
  struct Key: Sendable, Equatable {
    let publicKey: [UInt8]
    let comment: String
  }

  /// The agent could not be reached, hung up, or said something that is no answer.
  struct Failure: Error, Equatable {
    let reason: String
  }

  private enum Message {
    static let failure: UInt8 = 5
    static let listKeys: UInt8 = 11
    static let keys: UInt8 = 12
    static let sign: UInt8 = 13
    static let signature: UInt8 = 14
  }

  private let descriptor: Int32
  private let pulse: AgentPulse
  /// How long it may take for what needs no person.
  private let patience: Duration
  /// True where an answer was not read to its end: what comes next would be taken for that of another question.
  private(set) var isOutOfStep = false

  deinit {
    close(descriptor)
  }

  /// Connects to the socket at this path.
  init(_ path: String, patience: Duration = .seconds(10)) throws(Failure) {
    pulse = .at(path)
    self.patience = patience
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = socket(AF_UNIX, kind, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard path.utf8.count < room.count else { return false }
      room.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { throw Failure(reason: "the path \(path) is too long for a socket") }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure(reason: "\(path): \(String(cString: strerror(errno)))") }
  }

  func keys() async throws -> [Key] {
    var request = WireWriter()
    request.byte(Message.listKeys)
    let answer = try await ask(request.bytes, expecting: Message.keys)
    var reader = WireReader(answer)
    guard let count = reader.number() else { throw Failure(reason: "the agent's answer is cut short") }
    var keys: [Key] = []
    for _ in 0..<count {
      guard let publicKey = reader.string(), let comment = reader.string() else {
        throw Failure(reason: "the agent's answer is cut short")
      }
      keys.append(Key(publicKey: publicKey, comment: String(decoding: comment, as: UTF8.self)))
    }
    return keys
  }

  /// Has the key sign the data; the agent may ask its user first, so this takes as long as a person does.
  func sign(_ data: [UInt8], with key: Key) async throws -> [UInt8] {
    var request = WireWriter()
    request.byte(Message.sign)
    request.string(key.publicKey)
    request.string(data)
    request.number(0)
    pulse.beginSigning()
    defer { pulse.endSigning() }
    let answer = try await ask(request.bytes, expecting: Message.signature)
    var outer = WireReader(answer)
    guard let signature = outer.string() else { throw Failure(reason: "the agent's answer is cut short") }
    // libssh2 wraps the bare signature itself, so the name of its type comes off.
    var inner = WireReader(signature)
    guard inner.string() != nil, let bare = inner.string() else {
      throw Failure(reason: "the agent's answer is cut short")
    }
    return bare
  }

  private func ask(_ request: [UInt8], expecting type: UInt8) async throws -> ArraySlice<UInt8> {
    let begin = ContinuousClock.now
    var message = WireWriter()
    message.string(request)
    isOutOfStep = true
    var rest = message.bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      let failure = errno
      if count > 0 { rest = rest.dropFirst(count) } else { try await ready(.write, after: failure, since: begin) }
    }
    let head = try await read(4, since: begin)
    var reader = WireReader(head)
    let length = Int(reader.number() ?? 0)
    guard (1...262_144).contains(length) else { throw Failure(reason: "what listens there is no agent") }
    let answer = try await read(length, since: begin)
    isOutOfStep = false
    pulse.answer()
    if answer.first == Message.failure { throw Failure(reason: "the agent refused") }
    guard answer.first == type else { throw Failure(reason: "the agent gave an unexpected answer") }
    return answer.dropFirst()
  }

  private func read(_ count: Int, since begin: ContinuousClock.Instant) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let missing = count - bytes.count
      var (state, failure) = (0, Int32(0))
      let piece = [UInt8](unsafeUninitializedCapacity: missing) { buffer, filled in
        state = recv(descriptor, buffer.baseAddress, missing, 0)
        failure = errno
        filled = max(0, state)
      }
      if state == 0 { throw Failure(reason: "the agent hung up") }
      if state > 0 { bytes += piece } else { try await ready(.read, after: failure, since: begin) }
    }
    return bytes
  }

  private func ready(
    _ interest: Interest, after failure: Int32, since begin: ContinuousClock.Instant
  ) async throws {
    guard failure == EAGAIN || failure == EINTR else { throw Failure(reason: String(cString: strerror(failure))) }
    while true {
      let deadline = pulse.deadline(askedAt: begin, patience)
      if try await Reactor.shared.wait(for: descriptor, interest, until: deadline) == .ready { return }
      // Meanwhile the agent may have answered somebody else.
      guard pulse.deadline(askedAt: begin, patience) > .now else {
        throw Failure(reason: "the agent did not answer in time")
      }
    }
  }
}
