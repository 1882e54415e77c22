internal import Plan

/// What was told of a run while it went on, as far as the verdict needs it.
package struct Course: Sendable {
  package private(set) var failure: Event.Failure?
  /// What commands and logs said until the old files were put back.
  package private(set) var output: [String] = []
  /// How things stood before that.
  package private(set) var evidence: [String] = []
  private var isUndoing = false
  /// What was said while things were put back, since the last line of anything else.
  private var lately: [String] = []
  package private(set) var wasAborted = false
  /// What a person must look at, although the run was reverted.
  package private(set) var remains: [Event] = []
  /// What undo commands that failed said before, by step.
  package private(set) var undoOutput: [Int: [String]] = [:]

  package init() {}

  package mutating func add(_ event: Event) {
    if case .output(_, let line) = event {
      if isUndoing { lately.append(line) } else { output.append(line) }
      return
    }
    if case .undoFailed(let step, _) = event { undoOutput[step, default: []] += lately }
    lately = []
    switch event {
    case .failed(let step, let reason): failure = Event.Failure(step: step, reason: reason)
    // What failed a gate of the controller is stopped by an order too.
    case .aborted: wasAborted = failure == nil
    case .seen(_, let words): evidence.append(words)
    case .state(.reverting): isUndoing = true
    case .setAside, .keptAside, .slipped, .unrestored, .undoFailed, .notUndone, .kept, .owed: remains.append(event)
    default: break
    }
  }

  /// True when somebody's own work was moved or could not be undone.
  package var needsPerson: Bool {
    remains.contains { event in
      switch event {
      case .setAside, .keptAside, .slipped, .unrestored, .undoFailed, .owed: true
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
