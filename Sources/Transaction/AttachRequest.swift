package import Playbook

/// The request that follows a run which somebody else let go, or this controller before its connection was lost.
package struct AttachRequest: Sendable {
  private let target: Target
  private let run: RunID
  private let position: Int

  /// The position is the number of bytes of the events that are known already.
  package init(_ target: Target, run: RunID, after position: Int = 0) {
    self.target = target
    self.run = run
    self.position = position
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    let body = target.placing(run.name)
    return CountedBody(body).request("attach", "\(position + 1)")
  }
}

extension Target {
  /// Tells a session which set the request is about.
  func placing(_ run: String) -> [UInt8] {
    var body: [UInt8] = []
    body.add(
      "prepare_set", ShellWord(root.bytes), ShellWord(backups.bytes), ShellWord(run),
      ShellWord(RootRegistry.line(root: root.bytes, backups: backups.bytes)))
    return body
  }
}
