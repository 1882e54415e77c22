package import Playbook

/// The request that finishes what a run left when its worker and guardian died.
package struct RecoverRequest: Sendable {
  private let target: Target
  private let run: String
  private let secrets: SecretPack

  package init(_ target: Target, run: String, secrets: SecretPack = .empty) {
    self.secrets = secrets
    self.target = target
    self.run = run
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    let body = target.placing(run)
    return CountedBody(body).request("recover", "\(secrets.text.count)") + secrets.text
  }
}
