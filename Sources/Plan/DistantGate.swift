package import Playbook

/// A gate that reaches further than the host: the controller looks at it, while the host waits for the order.
package struct DistantGate: Sendable {
  package let number: Int
  package let check: HTTPCheck
  /// Where the host connects to for a gate that it cannot look at itself; nil for what this machine reaches.
  package let tunnel: HTTPAddress?
  /// How long it may take to pass for the first time.
  package let within: Duration
  /// The time between two attempts.
  package let every: Duration
  /// How long it has to keep passing.
  package let stableFor: Duration
}

extension Plan {
  /// Those of the steps that are carried out, in their order.
  package var distantGates: [DistantGate] {
    zip(target.steps, steps).compactMap { step, planned in
      guard planned.verdict.isPending, case .healthy(let gate) = step.kind, case .http(let check) = gate.check,
        check.isFromController || planned.isTunnelled
      else { return nil }
      return DistantGate(
        number: planned.number, check: check, tunnel: planned.isTunnelled ? HTTPAddress(check.url) : nil,
        within: gate.within, every: gate.every, stableFor: gate.stableFor)
    }
  }
}
