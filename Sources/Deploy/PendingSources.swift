internal import Crypto
package import Plan
internal import Reactor
internal import Synchronization

/// The sources of a playbook, of which the many and the large ones are read while hosts are connected to and asked.
package final class PendingSources: Sendable {
  /// What hosts are asked with.
  package let known: Sources
  private let read: (@Sendable () throws -> Sources)?
  private let reading = Mutex<Task<Sources, any Error>?>(nil)
  private let trouble = Mutex<(any Error)?>(nil)

  /// The rest comes from a call that blocks, where there is more.
  package init(_ known: Sources, rest: (@Sendable () throws -> Sources)? = nil) {
    self.known = known
    read = rest
  }

  /// Why they could not be read, where a plan wanted them: of no use to hosts that cannot be planned anyway.
  package var failure: (any Error)? { trouble.withLock { $0 } }

  /// Starts to read, once.
  package func begin() { _ = task() }

  /// All of them, as soon as they are here.
  package func all() async -> Result<Sources, any Error> {
    guard let task = task() else { return .success(known) }
    let result = await task.result
    if case .failure(let error) = result { trouble.withLock { $0 = error } }
    return result
  }

  private func task() -> Task<Sources, any Error>? {
    guard let read else { return nil }
    return reading.withLock { [known] reading in
      if let task = reading { return task }
      let task = Task {
        var all = try await Blocking.finish { Result { try read() } }.get()
        all.merge(known) { _, known in known }
        return all
      }
      reading = task
      return task
    }
  }
}
