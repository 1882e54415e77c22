internal import Glibc
package import Reactor

/// A command on this machine, run by `/bin/sh`.
package final class LocalConnection: Connection {
  package let summary = "this machine"
  package let account = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
  private var command: PipedCommand?

  package init() {}

  package func start(_ command: String) async throws {
    precondition(self.command == nil, "a connection runs one command")
    do {
      self.command = PipedCommand(try ChildProcess("/bin/sh", ["-c", command]))
    } catch {
      throw ConnectionError(host: "localhost", .unreachable, "\(error)")
    }
  }

  package func send(_ bytes: [UInt8]) async throws {
    try await running().send(bytes)
  }

  package func sendEnd() async throws {
    try running().child.input.close()
  }

  package func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    let command = try running()
    while true {
      if let said = command.next() { return said }
      var awaited = command.outputs
      if awaited.isEmpty {
        if let status = command.child.status() { return .end(ExitStatus(status)) }
        awaited = [Awaited(command.child.exitDescriptor, .read)]
      }
      switch try await Reactor.shared.wait(for: awaited, until: deadline, wake: wake) {
      case .ready: continue
      case .woken: return .woken
      case .deadline: return .deadline
      }
    }
  }

  package func close() async {
    command = nil
  }

  private func running() throws(ConnectionError) -> PipedCommand {
    guard let command else { throw ConnectionError(host: "localhost", .lost, "no command runs on this connection") }
    return command
  }
}

extension ExitStatus {
  init(_ status: ProcessStatus) {
    switch status {
    case .exited(let code): self = .code(code)
    case .signalled(let number): self = .signal(SignalName.of(number))
    }
  }
}
