internal import Dispatch
internal import Synchronization

/// Where a thread sleeps until somebody leaves it something.
package final class Handover<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  package init() {}

  package func leave(_ value: Value) {
    self.value.withLock { $0 = value }
    isThere.signal()
  }

  /// Waits for it, and keeps nothing of it.
  package func take() -> Value {
    while true {
      isThere.wait()
      if let value = value.withLock({ $0.take() }) { return value }
    }
  }
}
