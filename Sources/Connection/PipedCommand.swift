internal import Reactor

/// A child process as a command: what it is sent, and what it says.
final class PipedCommand {
  let child: ChildProcess
  private var held = HeldOutput()

  init(_ child: ChildProcess) {
    self.child = child
  }

  /// Writes everything, and keeps what the command says meanwhile; `look` is called whenever something came.
  func send(_ bytes: [UInt8], beside others: [Awaited] = [], look: () -> Void = {}) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch child.input.write(rest) {
      case .taken(let count):
        rest = rest.dropFirst(count)
      case .nobodyReads:
        return
      case .notYet:
        look()
        while let said = read() { held.hold(said) }
        let input = child.input.descriptor.map { [Awaited($0, .write)] } ?? []
        _ = try await Reactor.shared.wait(for: input + outputs + others)
      }
    }
  }

  /// Puts something before what is still to be received.
  func hold(_ said: Received) { held.hold(said) }

  /// What the command said next; nil when there is nothing now.
  func next() -> Received? { held.next() ?? read() }

  /// The outputs that have not ended.
  var outputs: [Awaited] {
    [child.output, child.errorOutput].compactMap { $0.descriptor.map { Awaited($0, .read) } }
  }

  private func read() -> Received? {
    if let bytes = child.output.nextBytes() { return .output(bytes) }
    return child.errorOutput.nextBytes().map { .errorOutput($0) }
  }
}

extension PipeEnd {
  /// What can be read now; an end closes this one too.
  func nextBytes() -> [UInt8]? {
    switch read() {
    case .bytes(let bytes):
      return bytes
    case .end:
      close()
      return nil
    case .notYet:
      return nil
    }
  }
}
