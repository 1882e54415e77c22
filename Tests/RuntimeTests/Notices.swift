import Deploy
import Plan
import Synchronization
import Transaction

/// Collects what a run tells.
final class Notices: Sendable {
  private let list = Mutex<[Notice]>([])

  private let proposed = Mutex<Plan?>(nil)

  /// The same planner, whose plan can be asked for afterwards.
  func watch(_ planner: @escaping Planner) -> Planner {
    { session, candidates in
      let proposal = try await planner(session, candidates)
      self.proposed.withLock { $0 = proposal.plan }
      return proposal
    }
  }

  var plan: Plan? { proposed.withLock { $0 } }

  func add(_ notice: Notice) { list.withLock { $0.append(notice) } }

  /// How many bytes of how many were on their way, each time that was told.
  var sent: [(bytes: Int, of: Int)] {
    list.withLock {
      $0.compactMap { if case .sending(let bytes, let total) = $0.matter { (bytes, total) } else { nil } }
    }
  }

  /// How many bytes a host said that it is about to read, each time.
  var read: [Int] {
    list.withLock { $0.compactMap { if case .reading(let bytes) = $0.matter { bytes } else { nil } } }
  }

  var events: [Event] {
    list.withLock { $0.compactMap { if case .event(let event) = $0.matter { event } else { nil } } }
  }
}
