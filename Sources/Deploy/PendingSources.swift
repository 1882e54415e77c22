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

  /// Why a plan could not get them.
  package var failure: (any Error)? { trouble.withLock { $0 } }

  /// Starts to read, once.
  package func begin() { _ = task() }

  /// All of them, as soon as they are here.
  package func all() async throws -> Sources {
    guard let task = task() else { return known }
    do {
      return try await task.value
    } catch {
      trouble.withLock { $0 = error }
      throw error
    }
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
