/// One change that cannot be divided: lines of the old text that become lines of the new one.
struct LineEdit: Equatable {
  /// Which hunk it comes from, counted from 0.
  let hunk: Int
  let old: Range<Int>
  let new: Range<Int>
  /// Whether each old line becomes a new one that differs in its formatting only.
  let isFormatting: Bool

  var isInsertion: Bool { old.isEmpty }
  var isDeletion: Bool { new.isEmpty }
}

/// Two texts of a patch and what changes between them.
struct PatchTexts {
  var old: [PatchText.Line] = []
  var new: [PatchText.Line] = []
  private var groups: [(hunk: Int, old: Range<Int>, new: Range<Int>)] = []

  /// The sides of one hunk.
  init(_ hunk: PatchHunk, index: Int) { append(hunk, index: index) }

  /// The text that a patch was made against, and what it made of it; nil if it was made against another.
  init?(base: [PatchText.Line], _ hunks: [PatchHunk]) {
    for (index, hunk) in hunks.enumerated() {
      let side = hunk.old
      // A hunk without old lines names the line that it stands behind.
      let start = hunk.oldStart - (side.isEmpty ? 0 : 1)
      guard start >= old.count, start + side.count <= base.count else { return nil }
      for (offset, line) in side.enumerated() where !line.content.isSame(as: base[start + offset].content) {
        return nil
      }
      new += base[old.count..<start]
      old += base[old.count..<start]
      append(hunk, index: index)
    }
    new += base[old.count...]
    old += base[old.count...]
  }

  private mutating func append(_ hunk: PatchHunk, index: Int) {
    var (oldStart, newStart) = (old.count, new.count)
    func close(_ texts: inout PatchTexts) {
      if oldStart < texts.old.count || newStart < texts.new.count {
        texts.groups.append((index, oldStart..<texts.old.count, newStart..<texts.new.count))
      }
    }
    for line in hunk.lines {
      switch line.kind {
      case .removed: old.append(line.text)
      case .added: new.append(line.text)
      case .context:
        close(&self)
        old.append(line.text)
        new.append(line.text)
        (oldStart, newStart) = (old.count, new.count)
      }
    }
    close(&self)
  }

  /// The changes as the diff has them: runs of removed and added lines.
  var edits: [LineEdit] { groups.map { LineEdit(hunk: $0.hunk, old: $0.old, new: $0.new, isFormatting: false) } }

  /// The parts of a change, those in formatting apart from the others.
  func parts(of edit: LineEdit, _ oldNumbers: LineTable.Numbers, _ newNumbers: LineTable.Numbers) -> [LineEdit] {
    let map = LineMap(Array(oldNumbers.keys[edit.old]), Array(newNumbers.keys[edit.new]))
    var parts: [LineEdit] = []
    var (oldStart, newStart) = (edit.old.lowerBound, edit.new.lowerBound)
    func add(_ old: Range<Int>, _ new: Range<Int>, isFormatting: Bool) {
      guard !old.isEmpty || !new.isEmpty else { return }
      var part = LineEdit(hunk: edit.hunk, old: old, new: new, isFormatting: isFormatting)
      if isFormatting, let last = parts.last, last.isFormatting, last.old.upperBound == old.lowerBound,
        last.new.upperBound == new.lowerBound
      {
        part = LineEdit(
          hunk: edit.hunk, old: last.old.lowerBound..<old.upperBound, new: last.new.lowerBound..<new.upperBound,
          isFormatting: true)
        parts.removeLast()
      }
      parts.append(part)
    }
    for (offset, partner) in map.forward.enumerated() {
      guard let partner else { continue }
      let (oldLine, newLine) = (edit.old.lowerBound + offset, edit.new.lowerBound + partner)
      add(oldStart..<oldLine, newStart..<newLine, isFormatting: false)
      if oldNumbers.raw[oldLine] != newNumbers.raw[newLine] || old[oldLine].ending != new[newLine].ending {
        add(oldLine..<oldLine + 1, newLine..<newLine + 1, isFormatting: true)
      }
      (oldStart, newStart) = (oldLine + 1, newLine + 1)
    }
    add(oldStart..<edit.old.upperBound, newStart..<edit.new.upperBound, isFormatting: false)
    return parts
  }
}
