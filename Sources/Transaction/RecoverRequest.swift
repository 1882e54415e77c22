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
    var body: [UInt8] = []
    let (root, backups) = (target.root.bytes, target.backups.bytes)
    body.add(
      "prepare_set", ShellWord(root), ShellWord(backups), ShellWord(run),
      ShellWord(RootRegistry.line(root: root, backups: backups)))
    return Array("recover \(body.count)\n".utf8) + body
  }
}
