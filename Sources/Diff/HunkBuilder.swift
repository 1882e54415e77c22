/// Groups changes into hunks with unchanged lines around them.
struct HunkBuilder {
  let old: TextLines
  let new: TextLines
  let context: Int

  func hunks(of changes: [LineAlignment.Change]) -> [UnifiedDiff.Hunk] {
    var groups: [[LineAlignment.Change]] = []
    for change in changes {
      // Two changes share a hunk when no unchanged line between them would be left out.
      if let last = groups.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
        groups[groups.count - 1].append(change)
      } else {
        groups.append([change])
      }
    }
    return groups.compactMap(hunk)
  }

  private func hunk(_ changes: [LineAlignment.Change]) -> UnifiedDiff.Hunk? {
    guard let first = changes.first, let last = changes.last else { return nil }
    let lead = min(context, first.old.lowerBound)
    let trail = min(context, old.count - last.old.upperBound)
    let oldLines = first.old.lowerBound - lead..<last.old.upperBound + trail
    let newLines = first.new.lowerBound - lead..<last.new.upperBound + trail
    var lines: [UnifiedDiff.Line] = []
    var next = oldLines.lowerBound
    for change in changes {
      lines += (next..<change.old.lowerBound).map { old.line($0, .context) }
      lines += change.old.map { old.line($0, .removed) }
      lines += change.new.map { new.line($0, .added) }
      next = change.old.upperBound
    }
    lines += (next..<oldLines.upperBound).map { old.line($0, .context) }
    return UnifiedDiff.Hunk(
      oldStart: oldLines.lowerBound + (oldLines.isEmpty ? 0 : 1), oldCount: oldLines.count,
      newStart: newLines.lowerBound + (newLines.isEmpty ? 0 : 1), newCount: newLines.count, lines: lines)
  }
}
