package import Playbook

/// What a run needs on one filesystem.
private struct Need {
  var bytes = 0
  var inodes = 0
  /// A folder on it, to name it by.
  let folder: String

  /// Filesystems give room in blocks.
  mutating func add(_ size: Int) {
    bytes += (max(size, 1) + 4095) / 4096 * 4096
    inodes += 1
  }
}

extension Facts {
  /// The filesystems that have no room for what these entries stage and save, and for what is kept of them afterwards.
  package func spaceRefusals(for entries: some Collection<Entry>, in target: Target) -> [String] {
    var needs: [String: Need] = [:]
    func need(on device: String, _ folder: String, _ size: Int) {
      needs[device, default: Need(folder: folder)].add(size)
    }
    let backups = target.backups.description
    let home = backupFilesystem(of: target)?.device ?? ""
    var left = left
    // The set's own files: journal, events, what commands print.
    for _ in 0..<40 { need(on: home, backups, 26_000) }
    for entry in entries {
      let (folder, found) = folder(above: entry.path).map { ($0.spelled(below: target.root), $1) } ?? (backups, nil)
      let own = entry.way == .inPlace ? observations[entry.path]?.filesystem.device : found?.filesystem.device
      if case .directory = entry.new { need(on: own ?? home, folder, 1) }
      let old = entry.old.size ?? 0
      if let size = entry.new.size {
        need(on: home, backups, size)
        if case .deferred(let content) = entry.payload, !content.parts.isEmpty,
          let there = left.removeValue(forKey: content.hash)
        {
          // It is moved into the set; only what fills its holes takes room.
          needs[home]?.bytes -= min(there, size)
        }
        if size <= 1 << 20 { need(on: home, backups, size) }
        switch entry.way {
        case .rename: break
        case .beside: need(on: own ?? home, folder, size)
        case .inPlace: if size > old { need(on: own ?? home, folder, size - old) }
        }
      }
      if let source = entry.merged {
        // Once in the set, and once beside the deployed file.
        for _ in 0..<2 { need(on: home, backups, source.count) }
      }
      if entry.way != .rename, old > 0 { need(on: home, backups, old) }
    }
    return needs.sorted { $0.value.folder < $1.value.folder }.flatMap { device, need in refusals(device, need) }
  }

  private func refusals(_ device: String, _ need: Need) -> [String] {
    guard let free = free[device] else { return [] }
    if need.bytes > free.bytes {
      let room = "\(need.bytes) bytes needed, \(free.bytes) free"
      return ["not enough room on the filesystem of \(need.folder): \(room): make room there"]
    }
    if let inodes = free.inodes, need.inodes > inodes {
      return ["not enough inodes on the filesystem of \(need.folder): \(need.inodes) needed, \(inodes) free"]
    }
    return []
  }
}
