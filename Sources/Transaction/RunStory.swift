package import Plan
package import Playbook

/// What a set tells of its run, for whoever did not see its plan: steps, paths, and how long it waits for an order.
package struct RunStory: Sendable {
  package let plan: Plan
  /// Nil for a run that commits by its own gates.
  package let awaitSeconds: Int?

  package init(_ target: Target, manifest: Manifest?, script: [UInt8]) {
    var steps: [PlannedStep] = []
    var seconds: Int?
    for line in script.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line) else { continue }
      let words = values.map { String(decoding: $0, as: UTF8.self) }
      switch (words.first, words.count) {
      case ("step", 4):
        steps.append(PlannedStep(number: Int(words[1]) ?? 0, title: words[3], place: words[2], verdict: .change))
      case ("await", 2...): seconds = Int(words[1])
      default: break
      }
    }
    let entries = (manifest?.entries ?? []).map {
      Entry(path: $0.path, old: $0.old, new: $0.new, payload: .none, diff: nil)
    }
    plan = Plan(target, entries: entries, steps: steps)
    awaitSeconds = seconds
  }
}
