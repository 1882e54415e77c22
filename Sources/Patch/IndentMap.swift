/// How deep the lines of a patch stand in the file, from lines that both have.
struct IndentMap {
  private typealias Pair = (patch: ArraySlice<UInt8>, file: ArraySlice<UInt8>)

  /// The depths of lines, nearest to the edit first.
  private var pairs: [Pair] = []

  /// Takes what is nearest to the edit first.
  init(_ lines: some Sequence<(patch: ArraySlice<UInt8>, file: ArraySlice<UInt8>)>) {
    for line in lines where !line.patch.isBlank && !line.file.isBlank {
      pairs.append((line.patch.indent, line.file.indent))
      if pairs.count == Self.most { break }
    }
  }

  private static let most = 120

  /// The indentation in the file for one in the patch.
  func indent(_ patch: ArraySlice<UInt8>) -> [UInt8] {
    if patch.isEmpty, !pairs.contains(where: { $0.patch.isEmpty && !$0.file.isEmpty }) { return [] }
    let votes = pairs.lazy.filter { $0.patch.isSame(as: patch) }.prefix(5)
    let kept = votes.count { $0.file.isSame(as: patch) }
    if kept > 0, kept * 2 >= votes.count { return Array(patch) }
    // One line in a place of its own says nothing about others, if those around kept their depth.
    if votes.count < 3, isKept(patch) { return Array(patch) }
    if let vote = votes.first(where: { !$0.file.isSame(as: patch) }) { return Array(vote.file) }
    // The deepest known one that it begins with, and the rest in the file's own units.
    let shorter = pairs.filter { patch.starts(with: $0.patch) }.max { $0.patch.count < $1.patch.count }
    guard let shorter else { return Array(patch) }
    return Array(shorter.file) + units(patch.dropFirst(shorter.patch.count))
  }

  /// The line as it stands in the file.
  func line(_ line: PatchText.Line) -> [UInt8] {
    if line.content.isBlank { return Array(line.content) }
    let indent = line.content.indent
    return self.indent(indent) + line.content.dropFirst(indent.count)
  }

  /// Whether most lines near by, which are about as deep, stand as deep as in the patch.
  private func isKept(_ patch: ArraySlice<UInt8>) -> Bool {
    let near = pairs.lazy.filter { $0.patch.count >= min(patch.count, 4) }.prefix(8)
    return near.count { $0.file.isSame(as: $0.patch) } * 2 >= near.count
  }

  /// Blanks of the patch as so many of the file, by two depths that tell how one becomes the other; the more the better.
  private func units(_ rest: ArraySlice<UInt8>) -> [UInt8] {
    guard !rest.isEmpty else { return [] }
    var best: (patch: Int, file: ArraySlice<UInt8>)?
    for one in pairs {
      for two in pairs where two.patch.count > one.patch.count && two.patch.starts(with: one.patch) {
        let step = two.patch.count - one.patch.count
        guard two.file.starts(with: one.file), rest.count.isMultiple(of: step), step > best?.patch ?? 0 else {
          continue
        }
        best = (step, two.file.dropFirst(one.file.count))
      }
      if best?.patch == rest.count { break }
    }
    guard let best else { return Array(rest) }
    return Array(repeatElement(Array(best.file), count: rest.count / best.patch).joined())
  }
}
