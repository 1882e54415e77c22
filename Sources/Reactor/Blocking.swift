internal import Synchronization

/// Runs calls that block, such as a name look-up, where they hold up nobody.
package enum Blocking {
  private final class Answer<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let arrived = Wake()
  }

  /// Runs the body on a thread of its own and returns its value, or nil when the deadline comes first.
  ///
  /// A body that is given up runs on to its end; its value is dropped.
  package static func run<Value: Sendable>(
    until deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable () -> Value
  ) async throws(CancellationError) -> Value? {
    let answer = Answer<Value>()
    Thread.start {
      let value = body()
      answer.value.withLock { $0 = value }
      answer.arrived.signal()
    }
    _ = try await Reactor.shared.wait(for: nil, until: deadline, wake: answer.arrived)
    return answer.value.withLock { $0 }
  }

  /// Runs a body on a thread of its own while the caller does something else, and waits for it: for a caller that may block.
  package static func beside<Value: Sendable>(_ body: @escaping @Sendable () -> Value, do other: () -> Void) -> Value {
    let answer = Answer<Value>()
    let thread = Thread.join { answer.value.withLock { $0 = body() } }
    other()
    thread?.wait()
    // The system may have no more threads to give.
    return answer.value.withLock { $0 } ?? body()
  }

  /// Runs the body on a thread of its own to its end, whatever becomes of the task: for one that uses what its caller owns.
  package static func finish<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.start { continuation.resume(returning: body()) }
    }
  }
}
