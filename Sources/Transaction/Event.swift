package import Plan

/// What happens in a run, as the target tells it.
package enum Event: Sendable, Hashable {
  case state(SetSummary.State)
  /// A step begins.
  case step(Int)
  case ok(step: Int, String)
  /// A line that a command prints while it runs.
  case said(step: Int, String)
  /// A line that a command printed or a log holds.
  case output(step: Int, String)
  /// A line that a gate passed over, or what it counted.
  case noted(step: Int, String)
  case failed(step: Int, String)
  case aborted(step: Int)
  /// How things stood when the run failed.
  case seen(step: Int, String)
  /// An entry whose file changed since the plan was made.
  case drifted(step: Int, entry: Int)
  /// An entry that was written to in the moment of its replacement; the backup holds what was written.
  case slipped(step: Int, entry: Int)
  /// Somebody else's content, moved to the set's folder `aside`.
  case setAside(entry: Int)
  /// Somebody else's content in a checkout, kept in the set's folder `aside`, or what became of it.
  case keptAside(step: Int, String)
  /// A folder that the run made and that is not empty now.
  case kept(entry: Int)
  case unrestored(entry: Int)
  /// A service that could not be reached, and why.
  case owed(step: Int, String)
  /// A step that was taken back, and how, if not by doing it again with the old files.
  case undone(step: Int, String)
  /// A command was undone as the playbook says.
  case takenBack(step: Int)
  case notUndone(step: Int)
  case undoFailed(step: Int, String)
  case proven(step: Int, String)
  case wasUnhealthy(step: Int, String)
  case recovering
  /// An old set that retention took away after the commit.
  case removed(run: String)
  case notRemoved(String)
  case end(SetSummary.State)

  /// Reads a line; nil for one that this version does not know.
  package init?(_ line: Substring) {
    let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    let word = parts.count > 1 ? parts[1] : ""
    let step = Int(word) ?? 0
    let text = parts.count > 2 ? parts[2] : ""
    let entry = Int(text) ?? 0
    switch parts.first {
    case "state", "end":
      guard let state = SetSummary.State(rawValue: word) else { return nil }
      self = parts[0] == "end" ? .end(state) : .state(state)
    case "step": self = .step(step)
    case "ok": self = .ok(step: step, text)
    case "said": self = .said(step: step, text)
    case "out": self = .output(step: step, text)
    case "noted": self = .noted(step: step, text)
    case "fail": self = .failed(step: step, text)
    case "seen": self = .seen(step: step, text)
    case "abort": self = .aborted(step: step)
    case "drifted": self = .drifted(step: step, entry: entry)
    case "slipped": self = .slipped(step: step, entry: entry)
    case "aside": self = .setAside(entry: entry)
    case "kept-aside": self = .keptAside(step: step, text)
    case "kept": self = .kept(entry: entry)
    case "unrestored": self = .unrestored(entry: entry)
    case "owed": self = .owed(step: step, text)
    case "undone": self = .undone(step: step, text)
    case "taken-back": self = .takenBack(step: step)
    case "not-undone": self = .notUndone(step: step)
    case "undo-failed": self = .undoFailed(step: step, text)
    case "proven": self = .proven(step: step, text)
    case "was-unhealthy": self = .wasUnhealthy(step: step, text)
    case "removed": self = .removed(run: word)
    case "not-removed": self = .notRemoved(String(line.dropFirst("not-removed ".count)))
    case "recovering": self = .recovering
    default: return nil
    }
  }
}

extension Event {
  /// The events of a set's file, without a last line that was torn and without those that this version does not know.
  package static func all(in text: [UInt8]) -> [Event] {
    let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[..<$0] } ?? []
    return whole.split(separator: UInt8(ascii: "\n")).compactMap { Event(String(decoding: $0, as: UTF8.self)[...]) }
  }
}
