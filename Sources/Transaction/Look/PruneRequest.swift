package import Playbook
internal import Plan

/// The request that removes sets which are old by retention.
package struct PruneRequest: Sendable {
  private let backups: [UInt8]
  private let keep: Int
  private let runs: [String]

  package init(_ target: Target, keeping number: Int, runs: [String]) {
    backups = target.backups.bytes
    keep = number
    self.runs = runs
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    var body: [UInt8] = []
    body.add(ShellLine(["prune_sets", ShellWord(backups), ShellWord(keep)] + runs.map { ShellWord($0) }))
    return CountedBody(body).request("prune")
  }

  /// The sets that are gone now.
  package static func removed(_ replies: [Reply]) -> [String] {
    replies.compactMap { $0.words.count == 2 && $0.words[0] == "removed" ? $0.words[1] : nil }
  }
}
