package import Playbook

/// The request that finishes what a run left when its worker and guardian died.
package struct RecoverRequest: Sendable {
  /// What came of it.
  package enum Verdict: Sendable {
    case done
    /// Something could not be put back.
    case stuck
    case failed
  }

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

  /// The verdict and what the host said to it, from `recovered CODE #TEXT`.
  package static func verdict(_ replies: [Reply]) -> (Verdict, String)? {
    guard let reply = replies.first(where: { $0.words.first == "recovered" }), reply.words.count == 2 else {
      return nil
    }
    switch reply.words[1] {
    case "0": return (.done, reply.text)
    case "5": return (.stuck, reply.text)
    default: return (.failed, reply.text)
    }
  }
}
