internal import CLinux
internal import Glibc

/// The waiters that are parked, and when the next of them is overdue.
struct WaitingRoom: Sendable {
  static let doorbell: Ticket = 0

  private var waiters: [Ticket: Waiter] = [:]
  private var lastTicket: Ticket = WaitingRoom.doorbell
  // Never later than the earliest deadline in the room. It may be earlier, when that waiter has left: the thread then
  // looks once in vain, and nobody has to keep the deadlines sorted.
  private var alarm: ContinuousClock.Instant?

  mutating func newTicket() -> Ticket {
    lastTicket += 1
    return lastTicket
  }

  /// Parks a waiter; false if one of its descriptors cannot be watched.
  mutating func admit(_ waiter: Waiter, _ ticket: Ticket, _ poll: Int32) -> Bool {
    for (index, awaited) in waiter.awaited.enumerated() {
      var event = epoll_event(events: awaited.interest.events, data: epoll_data_t(u64: ticket))
      guard epoll_ctl(poll, EPOLL_CTL_ADD, awaited.descriptor, &event) != 0 else { continue }
      precondition(errno != EEXIST, "two tasks wait for the same descriptor")
      for admitted in waiter.awaited[..<index] { epoll_ctl(poll, EPOLL_CTL_DEL, admitted.descriptor, nil) }
      return false
    }
    waiters[ticket] = waiter
    return true
  }

  /// Moves the alarm forward if this waiter is due before it; true if the thread must be told.
  mutating func isFirstToEnd(_ waiter: Waiter) -> Bool {
    guard let deadline = waiter.deadline else { return false }
    if let alarm, alarm <= deadline { return false }
    alarm = deadline
    return true
  }

  mutating func take(_ ticket: Ticket, _ poll: Int32) -> Waiter? {
    guard let waiter = waiters.removeValue(forKey: ticket) else { return nil }
    for awaited in waiter.awaited { epoll_ctl(poll, EPOLL_CTL_DEL, awaited.descriptor, nil) }
    return waiter
  }

  mutating func takeOverdue(at now: ContinuousClock.Instant, _ poll: Int32) -> [Waiter] {
    guard let alarm, alarm <= now else { return [] }
    var overdue: [Ticket] = []
    self.alarm = nil
    for (ticket, waiter) in waiters {
      guard let deadline = waiter.deadline else { continue }
      if deadline <= now {
        overdue.append(ticket)
      } else {
        self.alarm = min(deadline, self.alarm ?? deadline)
      }
    }
    return overdue.compactMap { take($0, poll) }
  }

  /// How long `epoll_wait` may sleep: rounded up, so that it never wakes just before the alarm.
  func milliseconds(from now: ContinuousClock.Instant) -> Int32 {
    guard let alarm else { return -1 }
    let (seconds, attoseconds) = (alarm - now).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return Int32(min(seconds, 1_000_000)) * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
  }
}
