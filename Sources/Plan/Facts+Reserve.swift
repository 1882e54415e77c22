package import Playbook

extension Facts {
  /// Whether a rollback has room, and if not, why.
  package enum Room: Sendable, Hashable {
    case enough
    /// For its own set, with what earlier runs kept free for it.
    case tight
    case refused([String])
  }

  /// A rollback needs room for its set alone where everything is moved into place: what it puts back lies on that
  /// disk already.
  package func roomForRollback(of entries: some Collection<Entry>, in target: Target) -> Room {
    let lacking = spaceRefusals(for: entries, in: target)
    guard !lacking.isEmpty, let free = backupFilesystem(of: target).flatMap({ free[$0.device] }) else {
      return lacking.isEmpty ? .enough : .refused(lacking)
    }
    guard entries.allSatisfy({ $0.way == .rename }) else { return .refused(lacking) }
    let bytes = free.bytes + (hasReserve ? Self.reservedBytes : 0)
    // The set's own files and folders, and two trees with the folders of what is put back.
    let folders = Set(entries.flatMap { $0.path.folders }).count
    let needed = (bytes: 160 << 10, files: 26 + 2 * folders)
    if bytes < needed.bytes {
      return .refused(["not even room for a rollback at \(target.backups): \(needed.bytes) bytes needed, \(bytes) free"]
      )
    }
    if let inodes = free.inodes.map({ $0 + (hasReserve ? Self.reservedFiles : 0) }), inodes < needed.files {
      return .refused([
        "not even inodes for a rollback at \(target.backups): \(needed.files) needed, \(inodes) free"
      ])
    }
    return .tight
  }

  /// What `.reserve` holds, as the runtime makes it.
  private static let reservedBytes = 256 << 10
  private static let reservedFiles = 34
}
