/// What a diff means for one file: its content and whether it is to be there at all.
package struct FileChange: Sendable {
  package let patch: FilePatch
  private let indentCounts: Bool

  package init(_ patch: FilePatch, name: String) {
    self.patch = patch
    indentCounts = IndentLanguage.holds(for: name)
  }

  /// Decides for a file with this content; nil for one that is not there.
  package func decide(_ target: [UInt8]?, base: [UInt8]? = nil) -> PatchDecision {
    if patch.isBinary { return PatchDecision(.unsafe, notes: ["the diff of this file is binary"]) }
    let diff = DiffPatch(patch.hunks, indentCounts: indentCounts)
    if patch.oldPath == nil { return decideNew(target, diff) }
    guard let target else {
      if patch.newPath == nil { return PatchDecision(.alreadyApplied, tier: .hash, notes: ["the file is gone"]) }
      return PatchDecision(.drifted, notes: ["there is no such file"])
    }
    // A change of name or mode only.
    if patch.hunks.isEmpty { return PatchDecision(.alreadyApplied, tier: .hash) }
    var decision = diff.decide(target, base: base)
    if patch.newPath == nil, decision.state == .alreadyApplied, !target.isEmpty {
      decision = PatchDecision(.conflicting, notes: ["the file is to be removed, but holds other lines"])
    }
    return decision
  }

  private func decideNew(_ target: [UInt8]?, _ diff: DiffPatch) -> PatchDecision {
    let content = patch.hunks.flatMap(\.new).reduce(into: [UInt8]()) { $0 += $1.content + $1.ending.bytes }
    guard let target else { return PatchDecision(.applies, tier: .exact, result: content) }
    if target == content { return PatchDecision(.alreadyApplied, tier: .hash) }
    return PatchDecision(.conflicting, notes: ["the file is to be new, but is there with another content"])
  }

  /// The file's content after the patch, from the one that it was made against; nil if it was made against another.
  package func patched(_ base: [UInt8]) -> [UInt8]? {
    DiffPatch(patch.hunks, indentCounts: indentCounts).decide(base, base: base).result
  }
}
