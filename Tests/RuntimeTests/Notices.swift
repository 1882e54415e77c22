import Deploy
import Synchronization
import Transaction

/// Collects what a run tells.
final class Notices: Sendable {
  private let list = Mutex<[Notice]>([])

  func add(_ notice: Notice) { list.withLock { $0.append(notice) } }

  var events: [Event] {
    list.withLock { $0.compactMap { if case .event(let event) = $0.matter { event } else { nil } } }
  }
}
