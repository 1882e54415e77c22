package import Plan
package import Playbook

/// The request that takes a lock away from a run, if it is still the lock that was shown.
package struct UnlockRequest: Sendable {
  package enum Kind: String, Sendable {
    /// The lock of a backup folder.
    case root
    /// The lock on what the roots of a host share.
    case host
  }

  private let target: Target
  private let kind: Kind
  private let lock: Lock
  private let who: String
  private let reason: String
  private let mayBeAlive: Bool

  package init(_ target: Target, _ kind: Kind, _ lock: Lock, by who: String, reason: String, mayBeAlive: Bool) {
    self.target = target
    self.kind = kind
    self.lock = lock
    self.who = who
    self.reason = reason
    self.mayBeAlive = mayBeAlive
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    var body = target.placing("-")
    body.add(
      "unlock_link", ShellWord(kind.rawValue), ShellWord(lock.record), ShellWord(mayBeAlive ? "1" : ""),
      // The history holds the reason as a word, so that it stays one line.
      ShellWord(who), ShellWord(ShellWord(reason).text))
    return CountedBody(body).request("unlock")
  }
}
