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
  /// Whether git left the content out, since it is no text.
  package var isBinary = false
  package var hunks: [PatchHunk] = []
  /// The line of the diff where the file begins, counted from 1.
  package var line: Int

  package init(line: Int) { self.line = line }

  package var isRename: Bool { !isCopy && oldPath != nil && newPath != nil && bareOld != bareNew }

  /// The patch that takes this one back.
  package var reversed: FilePatch {
    var patch = self
    (patch.oldPath, patch.newPath) = (newPath, oldPath)
    (patch.oldBlob, patch.newBlob) = (newBlob, oldBlob)
    (patch.oldMode, patch.newMode) = (newMode, oldMode)
    patch.hunks = hunks.map(\.reversed)
    return patch
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

  private var bareOld: [UInt8]? { oldPath.map(Self.bare) }
  private var bareNew: [UInt8]? { newPath.map(Self.bare) }

  /// The name without git's `a/` or `b/`.
  private static func bare(_ path: [UInt8]) -> [UInt8] {
    let isMarked = path.starts(with: Array("a/".utf8)) || path.starts(with: Array("b/".utf8))
    return isMarked ? Array(path.dropFirst(2)) : path
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
