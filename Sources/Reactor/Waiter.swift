internal import Glibc

/// Names one wait; never used twice.
typealias Ticket = UInt64

/// Who waits, what for, and what happens at the end.
struct Waiter: Sendable {
  enum Outcome: Sendable {
    case ended(Readiness)
    case cancelled
  }

  enum Action: Sendable {
    case resume(CheckedContinuation<Outcome, Never>)
    case reap(Int32)
  }

  let action: Action
  let awaited: [Awaited]
  let deadline: ContinuousClock.Instant?

  init(_ action: Action, _ awaited: [Awaited], _ deadline: ContinuousClock.Instant?) {
    self.action = action
    self.awaited = awaited
    self.deadline = deadline
  }

  var isCancellable: Bool {
    if case .resume = action { true } else { false }
  }

  func end(_ outcome: Outcome) {
    switch action {
    case .resume(let continuation):
      continuation.resume(returning: outcome)
    case .reap(let process):
      waitpid(process, nil, WNOHANG)
      for awaited in awaited { close(awaited.descriptor) }
    }
  }
}
