/// What a diff says about one file.
package struct FilePatch: Sendable, Equatable {
  /// The names as the diff has them, `a/` and `b/` included; nil where the file is not there.
  package var oldPath: [UInt8]?
  package var newPath: [UInt8]?
  /// The ids of both contents, often abbreviated, from git's `index` line.
  package var oldBlob: String?
  package var newBlob: String?
  package var oldMode: UInt32?
  package var newMode: UInt32?
  package var isCopy = false
  /// Whether git's header says so; names that differ may also be those of a file and its backup.
  package var isRename = false
  /// Whether it takes a copy back, which the content alone does not tell how to do.
  package var isReversedCopy = false
  /// Whether git left the content out, since it is no text.
  package var isBinary = false
  package var hunks: [PatchHunk] = []
  /// The line of the diff where the file begins, counted from 1.
  package var line: Int

  package init(line: Int) { self.line = line }

  /// Whether it is about a link or a submodule, whose content is no text of a file.
  package var isNoFile: Bool { [oldMode, newMode].contains { $0.map { $0 & 0o170000 != 0o100000 } ?? false } }

  /// Whether it changes nothing at all.
  var isEmpty: Bool {
    hunks.isEmpty && !isBinary && oldPath != nil && newPath != nil && !isCopy && !isRename && oldMode == newMode
  }

  /// Whether the file is to be executable, if the patch says anything of it.
  package var executable: Bool? {
    guard let newMode, newMode != oldMode else { return nil }
    return oldPath == nil && newMode & 0o111 == 0 ? nil : newMode & 0o111 != 0
  }

  /// Whether there was nothing before, by its only hunk.
  package var isWholeNew: Bool { hunks.count == 1 && hunks[0].oldStart == 0 && hunks[0].old.isEmpty }

  /// The patch that takes this one back.
  package var reversed: FilePatch {
    var patch = self
    (patch.oldPath, patch.newPath) = (newPath, oldPath)
    (patch.oldBlob, patch.newBlob) = (newBlob, oldBlob)
    (patch.oldMode, patch.newMode) = (newMode, oldMode)
    patch.isReversedCopy = isCopy != isReversedCopy
    patch.isCopy = isReversedCopy
    patch.hunks = hunks.map(\.reversed)
    return patch
  }

  /// Whether both names are there and differ, but no rename is said.
  package func otherName(strip: Int) -> [UInt8]? {
    guard !isRename, !isCopy, oldPath != nil, let new = resultPath(strip: strip), new != path(strip: strip) else {
      return nil
    }
    return new
  }

  /// The path of the file to patch without so many leading folders; nil for a name with too few.
  package func path(strip: Int) -> [UInt8]? { (oldPath ?? newPath).flatMap { Self.strip($0, strip) } }

  /// The path that the file has afterwards.
  package func resultPath(strip: Int) -> [UInt8]? { newPath.flatMap { Self.strip($0, strip) } }

  private static func strip(_ path: [UInt8], _ count: Int) -> [UInt8]? {
    let parts = path.split(separator: UInt8(ascii: "/"))
    guard parts.count > count else { return nil }
    let absolute = count == 0 && path.first == UInt8(ascii: "/")
    return Array(((absolute ? [[]] : []) + parts.dropFirst(count)).joined(separator: [UInt8(ascii: "/")]))
  }
}

/// Lines that a diff changes, with the unchanged ones around them.
package struct PatchHunk: Sendable, Equatable {
  /// Counted from 1, as the header says; the line before, where there are none.
  package var oldStart: Int
  package var newStart: Int
  /// What stands behind the second `@@`: the line that opens the block around the hunk.
  package var section: [UInt8]
  package var lines: [Line]
  /// The line of the diff where the hunk begins, counted from 1.
  package var line: Int

  package enum Kind: Sendable, Equatable { case context, removed, added }

  package struct Line: Sendable, Equatable {
    package var kind: Kind
    package var text: PatchText.Line
  }

  package var old: [PatchText.Line] { lines.filter { $0.kind != .added }.map(\.text) }
  package var new: [PatchText.Line] { lines.filter { $0.kind != .removed }.map(\.text) }

  package var reversed: PatchHunk {
    var hunk = self
    (hunk.oldStart, hunk.newStart) = (newStart, oldStart)
    // Removed lines stand before added ones, so each block changes places as a whole.
    hunk.lines = []
    var rest = lines[...]
    while let first = rest.first {
      guard first.kind != .context else {
        hunk.lines.append(rest.removeFirst())
        continue
      }
      let block = rest.prefix { $0.kind != .context }
      rest = rest.dropFirst(block.count)
      hunk.lines += block.filter { $0.kind == .added }.map { Line(kind: .removed, text: $0.text) }
      hunk.lines += block.filter { $0.kind == .removed }.map { Line(kind: .added, text: $0.text) }
    }
    return hunk
  }
}
