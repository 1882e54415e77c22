package import JSON
internal import Plan
internal import SourceText
package import Transaction

/// What happens during a command as lines of JSON; docs/scripting.md describes them.
package enum EventJSON {
  static let schema = "deployctl.event/1"

  /// A line about a host.
  package static func line(
    _ event: String, host: String, at seconds: Double, _ more: KeyValuePairs<String, JSONValue?> = [:]
  ) -> JSONValue {
    let head = JSONValue([
      "schema": .string(schema), "seconds": .decimal(seconds), "host": .string(host), "event": .string(event),
    ])
    return head.merging(JSONValue(more))
  }

  /// A line for what a host told of its run.
  package static func line(_ event: Event, host: String, at seconds: Double) -> JSONValue {
    let (word, more) = members(event)
    return line(word, host: host, at: seconds).merging(more)
  }

  private static func members(_ event: Event) -> (String, JSONValue) {
    switch event {
    case .state(let state): ("state", JSONValue(["state": .string(state.rawValue)]))
    case .end(let state): ("end", JSONValue(["state": .string(state.rawValue)]))
    case .step(let step): ("step", JSONValue(["step": .integer(step)]))
    case .ok(let step, let text): ("ok", of(step, text))
    case .said(let step, let text): ("said", of(step, text))
    case .output(let step, let text): ("output", of(step, text))
    case .noted(let step, let text): ("noted", of(step, text))
    case .failed(let step, let text): ("failed", of(step, text))
    case .aborted(let step): ("aborted", JSONValue(["step": .integer(step)]))
    case .seen(let step, let text): ("seen", of(step, text))
    case .drifted(let step, let entry): ("drifted", JSONValue(["step": .integer(step), "entry": .integer(entry)]))
    case .slipped(let step, let entry): ("slipped", JSONValue(["step": .integer(step), "entry": .integer(entry)]))
    case .setAside(let entry): ("set-aside", JSONValue(["entry": .integer(entry)]))
    case .keptAside(let step, let text): ("kept-aside", of(step, text))
    case .kept(let entry): ("kept", JSONValue(["entry": .integer(entry)]))
    case .unrestored(let entry): ("unrestored", JSONValue(["entry": .integer(entry)]))
    case .owed(let step, let text): ("owed", of(step, text))
    case .takenBack(let step): ("taken-back", JSONValue(["step": .integer(step)]))
    case .undone(let step, let text): ("undone", of(step, text))
    case .notUndone(let step): ("not-undone", JSONValue(["step": .integer(step)]))
    case .undoFailed(let step, let text): ("undo-failed", of(step, text))
    case .proven(let step, let text): ("proven", of(step, text))
    case .wasUnhealthy(let step, let text): ("was-unhealthy", of(step, text))
    case .recovering: ("recovering", JSONValue([:]))
    case .removed(let run): ("removed", JSONValue(["run": .string(run)]))
    case .notRemoved(let text): ("not-removed", JSONValue(["text": .string(text.terminalSafe)]))
    }
  }

  private static func of(_ step: Int, _ text: String) -> JSONValue {
    JSONValue(["step": .integer(step), "text": text.isEmpty ? nil : .string(text.terminalSafe)])
  }
}
