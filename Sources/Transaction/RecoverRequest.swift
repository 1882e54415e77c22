package import Playbook

/// The request that finishes what a run left when its worker and guardian died.
package struct RecoverRequest: Sendable {
  private let target: Target
  private let run: String

  package init(_ target: Target, run: String) {
    self.target = target
    self.run = run
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    let body = target.placing(run)
    return Array("recover \(body.count)\n".utf8) + body
  }
}
