package import Patch

/// What a patch means for one file of a host.
package struct PatchReport: Sendable {
  package let path: EntryPath
  package let decision: PatchDecision

  package init(path: EntryPath, decision: PatchDecision) {
    self.path = path
    self.decision = decision
  }
}

extension PatchReport {
  /// In one line, for people.
  var words: String {
    let places = decision.sites.map { ":\($0.line)" }.joined(separator: " ")
    return "\(path)\(places) \(Self.meaning(decision.state))" + (decision.notes.first.map { ": \($0)" } ?? "")
  }

  package static func meaning(_ state: PatchState) -> String {
    switch state {
    case .alreadyApplied: "has it already"
    case .applies: "is changed"
    case .partlyApplied: "has a part of it, and gets the rest"
    case .drifted: "has drifted: neither the old text nor the new one is there"
    case .ambiguous: "is ambiguous: more places would do than were asked for"
    case .conflicting: "is conflicting: the place was changed in another way"
    case .invalidAfter: "would not be valid afterwards"
    case .unsafe: "cannot be patched"
    }
  }
}
