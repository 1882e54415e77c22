internal import Connection
package import Plan
package import Transaction

/// What became of a run on one host.
package enum Outcome: Sendable {
  /// The host could not be asked; nothing was changed there.
  case unreachable(HostError)
  /// The plan or the host's last check said no; nothing was changed there.
  case refused([Objection])
  /// The plan was made, and that was all that was wanted.
  case planned
  case nothingToDo
  /// Another host, or the user, said no before anything was changed here.
  case leftAlone
  /// By the journal of the target.
  case ended(SetSummary.State, Course)
  /// The connection was lost while the run went on.
  case leftRunning(HostError)
}

/// Why a conversation with a host came to nothing.
package struct HostError: Error, Sendable {
  package let message: String
  package let hint: String?

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  package init(_ error: any Error) {
    switch error {
    case let error as HostError: self = error
    case let error as ConnectionError: self.init(error.message, hint: error.hint)
    case let error as SessionError: self.init(error.message, hint: error.hint)
    case is CancellationError: self.init("cancelled")
    default: self.init("\(error)")
    }
  }
}

/// What a host said against a plan when it was prepared.
package struct Objection: Sendable {
  /// The step that it is about, if any.
  package let step: Int?
  package let entry: Int?
  package let message: String
  /// What a command printed.
  package let output: String

  package init(step: Int? = nil, entry: Int? = nil, message: String, output: String = "") {
    self.step = step
    self.entry = entry
    self.message = message
    self.output = output
  }
}

/// What was told of a run while it went on, as far as the verdict needs it.
package struct Course: Sendable {
  package private(set) var failure: Event.Failure?
  package private(set) var output: [String] = []
  package private(set) var wasAborted = false
  /// What a person must look at, although the run was reverted.
  package private(set) var remains: [Event] = []

  package init() {}

  package mutating func add(_ event: Event) {
    switch event {
    case .failed(let step, let reason): failure = Event.Failure(step: step, reason: reason)
    case .aborted: wasAborted = true
    case .output(_, let line): output.append(line)
    case .setAside, .slipped, .unrestored, .undoFailed, .notUndone, .kept: remains.append(event)
    default: break
    }
  }

  /// True when somebody's own work was moved or could not be undone.
  package var needsPerson: Bool {
    remains.contains { event in
      switch event {
      case .setAside, .slipped, .unrestored, .undoFailed: true
      default: false
      }
    }
  }
}

extension Event {
  /// The step that failed and why.
  package struct Failure: Sendable {
    package let step: Int
    package let reason: String
  }
}
