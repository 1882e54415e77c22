internal import CLinux
internal import Glibc
internal import Synchronization

/// The one thread that waits, for all tasks of the process.
///
/// A task that would block suspends here instead, so that the few threads of the task pool stay free.
package final class Reactor: Sendable {
  package static let shared = Reactor()

  private let poll: Int32
  private let doorbell: Int32
  private let room = Mutex(WaitingRoom())

  private init() {
    poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    doorbell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    precondition(poll >= 0 && doorbell >= 0, "no descriptor left for the reactor")
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: WaitingRoom.doorbell))
    epoll_ctl(poll, EPOLL_CTL_ADD, doorbell, &event)
    Thread.start { self.run() }
  }

  /// Suspends until the descriptor is ready, the instant has passed or the wake is signalled.
  ///
  /// A descriptor that cannot be watched counts as ready: the call that follows then reports what is wrong with it.
  /// Cancelling the task ends the wait.
  package func wait(
    for descriptor: Int32?, _ interest: Interest = [], until deadline: ContinuousClock.Instant? = nil,
    wake: Wake? = nil
  ) async throws(CancellationError) -> Readiness {
    try await wait(for: descriptor.map { [Awaited($0, interest)] } ?? [], until: deadline, wake: wake)
  }

  /// Suspends until one of several descriptors is ready, the instant has passed or the wake is signalled.
  package func wait(
    for awaited: [Awaited], until deadline: ContinuousClock.Instant? = nil, wake: Wake? = nil
  ) async throws(CancellationError) -> Readiness {
    let ticket = room.withLock { $0.newTicket() }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        park(Waiter(.resume(continuation), awaited, deadline), ticket)
        // A signal that was kept, but comes too late for this wait, is kept on.
        if let wake, wake.attach(ticket), !finish(ticket, .ended(.woken)) { wake.signal() }
      }
    } onCancel: {
      finish(ticket, .cancelled)
    }
    wake?.detach(ticket)
    switch outcome {
    case .ended(let readiness): return readiness
    case .cancelled: throw CancellationError()
    }
  }

  /// Collects a child process once it ends, so that it does not stay behind as a zombie.
  func reap(_ process: Int32, exitDescriptor: Int32) {
    let ticket = room.withLock { $0.newTicket() }
    park(Waiter(.reap(process), [Awaited(exitDescriptor, .read)], nil), ticket)
  }

  /// Ends a wait; false if it had ended already.
  @discardableResult
  func finish(_ ticket: Ticket, _ outcome: Waiter.Outcome) -> Bool {
    guard let waiter = room.withLock({ $0.take(ticket, poll) }) else { return false }
    waiter.end(outcome)
    return true
  }

  private func park(_ waiter: Waiter, _ ticket: Ticket) {
    let (turnedAway, mustRing) = room.withLock { room -> (Waiter.Outcome?, Bool) in
      // Under the lock, so that a cancellation either is seen here or finds the waiter in the room.
      if waiter.isCancellable && Task.isCancelled { return (.cancelled, false) }
      if let deadline = waiter.deadline, deadline <= .now { return (.ended(.deadline), false) }
      guard room.admit(waiter, ticket, poll) else { return (.ended(.ready), false) }
      return (nil, room.isFirstToEnd(waiter))
    }
    if let turnedAway { waiter.end(turnedAway) }
    if mustRing { eventfd_write(doorbell, 1) }
  }

  private func run() {
    var events = [epoll_event](repeating: epoll_event(), count: 128)
    while true {
      let patience = room.withLock { $0.milliseconds(from: .now) }
      let count = epoll_wait(poll, &events, Int32(events.count), patience)
      for event in events.prefix(Int(max(0, count))) {
        if event.data.u64 == WaitingRoom.doorbell {
          var rings: eventfd_t = 0
          eventfd_read(doorbell, &rings)
        } else {
          finish(event.data.u64, .ended(.ready))
        }
      }
      for waiter in room.withLock({ $0.takeOverdue(at: .now, poll) }) { waiter.end(.ended(.deadline)) }
    }
  }
}
