internal import Crypto
package import Diff

/// One path that a run changes: what lies there, what shall, and where the content comes from.
package struct Entry: Sendable {
  package enum Payload: Sendable {
    case upload([UInt8])
    /// The same, read when it is sent.
    case deferred(DeferredContent)
    /// What an earlier run on this host saved.
    case saved(run: String)
    /// A file of a folder beside the sets that a person made, by its path in there.
    case adopted(folder: String, name: String)
    case none
  }

  package let path: EntryPath
  package let old: FileState
  package let new: FileState
  package let payload: Payload
  /// Nil when one side is binary, or too large to have been read.
  package let diff: UnifiedDiff?
  /// What the host's file has become since it was last deployed; nil when it is still that.
  package let drift: Drift?
  package let way: Way
  /// What a person should know about the way.
  package let remark: String?
  /// What it holds, or held before, is shown to nobody and kept in no second place.
  package let holdsSecrets: Bool
  /// What the playbook calls the path, if a symbolic link leads from there.
  package let name: EntryPath?
  /// The source that the content was made of together with edits of the server; kept as the base of the next merge.
  package let merged: [UInt8]?

  package init(
    path: EntryPath, old: FileState, new: FileState, payload: Payload, diff: UnifiedDiff?, drift: Drift? = nil,
    installation: Installation = Installation(.rename), name: EntryPath? = nil, holdsSecrets: Bool = false,
    merged: [UInt8]? = nil
  ) {
    self.merged = merged
    self.path = path
    self.old = old
    self.new = new
    self.payload = payload
    self.diff = diff
    self.drift = drift
    way = installation.way
    remark = installation.remark
    self.name = name
    self.holdsSecrets = holdsSecrets
  }
}

extension Entry {
  /// The same with what somebody changed on the server.
  func drifting(_ drift: Drift?) -> Entry {
    Entry(
      path: path, old: old, new: new, payload: payload, diff: diff, drift: drift,
      installation: Installation(way, remark: remark), name: name, holdsSecrets: holdsSecrets, merged: merged)
  }
}

extension UnifiedDiff {
  /// The difference of two contents if both are known and text; nil says that there is nothing to show.
  package static func ofText(old: [UInt8]?, new: [UInt8]?) -> UnifiedDiff? {
    guard let old, let new, TextKind.of(old) == .text, TextKind.of(new) == .text else { return nil }
    return UnifiedDiff(old: old, new: new)
  }

  /// The same with secrets hidden: those that are known, and every line that is only in the old text, since nobody
  /// knows what secret that holds.
  func veiled(by redaction: Redaction) -> UnifiedDiff {
    replacing { $0.kind == .removed ? Redaction.mark : redaction.redacted($0.bytes) }
  }
}
