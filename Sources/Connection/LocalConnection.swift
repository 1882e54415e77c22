package import Reactor

/// A command on this machine, run by `/bin/sh`.
package final class LocalConnection: Connection {
  package let summary = "this machine"
  private var child: ChildProcess?
  private var held = HeldOutput()

  package init() {}

  package func start(_ command: String) async throws {
    precondition(child == nil, "a connection runs one command")
    do {
      child = try ChildProcess("/bin/sh", ["-c", command])
    } catch {
      throw ConnectionError(host: "localhost", .unreachable, "\(error)")
    }
  }

  package func send(_ bytes: [UInt8]) async throws {
    let child = try running()
    var rest = bytes[...]
    while !rest.isEmpty {
      switch child.input.write(rest) {
      case .taken(let count):
        rest = rest.dropFirst(count)
      case .nobodyReads:
        return
      case .notYet:
        while let said = next(from: child) { held.hold(said) }
        let input = child.input.descriptor.map { [Awaited($0, .write)] } ?? []
        _ = try await Reactor.shared.wait(for: input + outputs(of: child))
      }
    }
  }

  package func sendEnd() async throws {
    try running().input.close()
  }

  package func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
    let child = try running()
    while true {
      if let said = held.next() ?? next(from: child) { return said }
      var awaited = outputs(of: child)
      if awaited.isEmpty {
        if let status = child.status() { return .end(ExitStatus(status)) }
        awaited = [Awaited(child.exitDescriptor, .read)]
      }
      switch try await Reactor.shared.wait(for: awaited, until: deadline, wake: wake) {
      case .ready: continue
      case .woken: return .woken
      case .deadline: return .deadline
      }
    }
  }

  package func close() async {
    child = nil
  }

  private func running() throws(ConnectionError) -> ChildProcess {
    guard let child else { throw ConnectionError(host: "localhost", .lost, "no command runs on this connection") }
    return child
  }

  private func outputs(of child: ChildProcess) -> [Awaited] {
    [child.output, child.errorOutput].compactMap { $0.descriptor.map { Awaited($0, .read) } }
  }

  private func next(from child: ChildProcess) -> Received? {
    if let bytes = LocalConnection.read(child.output) { return .output(bytes) }
    if let bytes = LocalConnection.read(child.errorOutput) { return .errorOutput(bytes) }
    return nil
  }

  private static func read(_ stream: PipeEnd) -> [UInt8]? {
    switch stream.read() {
    case .bytes(let bytes):
      return bytes
    case .end:
      stream.close()
      return nil
    case .notYet:
      return nil
    }
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
