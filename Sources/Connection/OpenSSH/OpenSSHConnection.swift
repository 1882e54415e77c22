internal import Glibc
package import Reactor

/// A command on a host reached through a process of the OpenSSH client.
///
/// The process is in a session of its own: the terminal's Ctrl-C is not for it, so orders still get through.
package final class OpenSSHConnection: Connection {
  private let call: OpenSSHCall
  private let fingerprint: @Sendable (String) async -> String?
  private var command: PipedCommand?
  private var log = OpenSSHLog()
  private var pipe: PathPipe?
  /// What was said on standard error before the log-in: banners, and what jump hosts and proxy commands have to say.
  private var preamble: [UInt8] = []
  private var ended: Result<ExitStatus, ConnectionError>?

  /// ssh tells in which line of known_hosts (`file:line`) another key stands, and `fingerprint` which one that is.
  package init(_ call: OpenSSHCall, fingerprint: @escaping @Sendable (String) async -> String? = { _ in nil }) {
    self.call = call
    self.fingerprint = fingerprint
  }

  package var connectsAtStart: Bool { true }

  package var account: String? { call.user }

  package var summary: String {
    let way = log.way.map { " (\($0))" } ?? ""
    return "\(call.user)@\(call.host):\(call.port) through ssh\(way)" + (call.reason.map { ", since \($0)" } ?? "")
  }

  /// Returns once ssh is logged in.
  package func start(_ command: String) async throws {
    precondition(self.command == nil, "a connection runs one command")
    try await begin { call.words(command, log: $0) }
  }

  package func reach(_ address: String, port: Int) async throws {
    await close()
    ended = nil
    try await begin { call.words(toward: address, port: port, log: $0) }
  }

  private func begin(_ words: (String) -> [String]) async throws {
    try await StartsGate.shared.enter(call.place)
    defer { StartsGate.shared.leave(call.place) }
    do {
      try await StartsGate.shared.insist(at: call.place, of: call.host, within: call.connectTimeout) {
        _ throws(ConnectionError) in try await connect(words)
      }
    } catch {
      throw error.kind == .cancelled ? CancellationError() : error
    }
  }

  private func connect(_ words: (String) -> [String]) async throws(ConnectionError) {
    (log, preamble) = (OpenSSHLog(), [])
    let started: PipedCommand
    do {
      let pipe = try PathPipe(for: call.client)
      self.pipe = pipe
      // Once it is logged in it may carry an order that must still arrive; before, there is nothing to wait for.
      let child = try Wards.start(
        call.client, words(pipe.path), environment: OpenSSHConnection.environment)
      started = PipedCommand(child)
    } catch {
      throw ConnectionError(host: call.host, .configuration, "\(error)")
    }
    self.command = started
    defer { Wards.release(started.child) }
    try await logIn(started)
  }

  private func logIn(_ started: PipedCommand) async throws(ConnectionError) {
    let deadline = ContinuousClock.now + call.patience
    while true {
      readLog()
      if log.isLoggedIn { return }
      while let bytes = started.child.errorOutput.nextBytes() {
        readLog()
        if log.isLoggedIn { started.hold(.errorOutput(bytes)) } else { preamble = (preamble + bytes).suffix(8192) }
      }
      if log.isLoggedIn { return }
      if let status = started.child.status() {
        readLog()
        // A command that ended at once is told by `receive`.
        if log.isLoggedIn { return }
        var known: [String: String] = [:]
        for place in OpenSSHTrouble.placesOfOtherKeys(log.lines) { known[place] = await fingerprint(place) }
        throw log.failure(of: call, saying: preamble, status, known: known)
      }
      let exit = [Awaited(started.child.exitDescriptor, .read)]
      let errors = started.child.errorOutput.descriptor.map { [Awaited($0, .read)] } ?? []
      let readiness: Readiness
      do {
        readiness = try await Reactor.shared.wait(for: exit + errors + logs, until: deadline)
      } catch {
        throw .cancelled(call.host)
      }
      guard readiness == .ready else {
        throw ConnectionError(
          host: call.host, .timedOut, "ssh was not logged in after \(call.patience.components.seconds) s",
          hint: "see what holds it up: ssh -v \(call.host)")
      }
    }
  }

  package func send(_ bytes: [UInt8]) async throws {
    try await running().send(bytes, beside: logs, look: readLog)
  }

  package func sendEnd() async throws {
    try running().child.input.close()
  }

  package func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    let command = try running()
    while true {
      if let said = command.next() { return said }
      if let ended { return .end(try ended.get()) }
      readLog()
      // Who else holds the outputs, such as a proxy command that lingers, is not waited for: only ssh writes the answers.
      if let status = command.child.status() {
        if let said = command.next() { return said }
        readLog()
        ended = end(status)
        continue
      }
      let awaited = command.outputs + logs + [Awaited(command.child.exitDescriptor, .read)]
      switch try await Reactor.shared.wait(for: awaited, until: deadline, wake: wake) {
      case .ready: continue
      case .woken: return .woken
      case .deadline: return .deadline
      }
    }
  }

  /// Ends ssh with all that it started; the host then sees the end of the connection.
  package func close() async {
    command?.child.hangUp()
    command = nil
    pipe = nil
  }

  private func running() throws(ConnectionError) -> PipedCommand {
    guard let command else { throw ConnectionError(host: call.host, .lost, "no command runs on this connection") }
    return command
  }

  private var logs: [Awaited] { pipe?.output.descriptor.map { [Awaited($0, .read)] } ?? [] }

  private func readLog() {
    while let bytes = pipe?.output.nextBytes() { log.feed(bytes) }
  }

  private func end(_ status: ProcessStatus) -> Result<ExitStatus, ConnectionError> {
    switch (status, log.remoteEnd) {
    case (.exited(255), .status): return .success(.code(255))
    // ssh passes on that there was a signal, but not which. Through a master, its 255 can mean anything.
    case (.exited(255), .signal), (.exited(255), .untold): return .success(.unknown)
    case (.exited(255), nil), (.signalled, _): return .failure(log.failure(of: call, saying: preamble, status))
    case (.exited(let code), _): return .success(.code(code))
    }
  }

  /// ssh is never to ask: it has no terminal here, and a window that pops up in the middle of a deploy is no place to.
  package static var environment: [String] {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables.filter { !$0.hasPrefix("SSH_ASKPASS_REQUIRE=") } + ["SSH_ASKPASS_REQUIRE=never"]
  }
}
