/// What a diff means for one file: its content and whether it is to be there at all.
package struct FileChange: Sendable {
  package let patch: FilePatch
  private let diff: DiffPatch

  package init(_ patch: FilePatch, name: String) {
    self.patch = patch
    diff = DiffPatch(patch.hunks, for: name)
  }

  /// Decides for a file with this content; nil for one that is not there.
  package func decide(_ target: [UInt8]?, base: [UInt8]? = nil) -> PatchDecision {
    if patch.isBinary { return PatchDecision(.unsafe, notes: ["the diff of this file is binary"]) }
    if patch.isNoFile { return PatchDecision(.unsafe, notes: ["the diff is about a link or a submodule"]) }
    if patch.isReversedCopy {
      return PatchDecision(.unsafe, notes: ["a copy cannot be taken back: remove the file by hand"])
    }
    if patch.oldPath == nil { return decideNew(target) }
    if patch.newPath == nil { return decideGone(target) }
    guard let target else { return PatchDecision(.drifted, notes: ["there is no such file"]) }
    // A change of name or mode only.
    if patch.hunks.isEmpty { return PatchDecision(.alreadyApplied, tier: .hash) }
    return diff.decide(target, base: base)
  }

  /// A file is removed only if the patch knows all that it holds.
  private func decideGone(_ target: [UInt8]?) -> PatchDecision {
    guard let target else { return PatchDecision(.alreadyApplied, tier: .hash, notes: ["the file is gone"]) }
    let text: PatchText
    do throws(PatchText.Unsafe) {
      text = try PatchText(target)
    } catch {
      return PatchDecision(.unsafe, notes: [error.reason])
    }
    let known = patch.hunks.flatMap(\.old).map(\.content)
    guard text.lines.map(\.content).elementsEqual(known, by: { $0.isSame(as: $1) }) else {
      return PatchDecision(.conflicting, notes: ["the file is to be removed, but holds other lines"])
    }
    return PatchDecision(.applies, tier: .exact, result: [])
  }

  private func decideNew(_ target: [UInt8]?) -> PatchDecision {
    let content = patch.newContent
    guard let target else { return PatchDecision(.applies, tier: .exact, result: content) }
    if target == content { return PatchDecision(.alreadyApplied, tier: .hash) }
    return PatchDecision(.conflicting, notes: ["the file is to be new, but is there with another content"])
  }

  /// The file's content after the patch, from the one that it was made against; nil if it was made against another.
  package func patched(_ base: [UInt8]) -> [UInt8]? {
    diff.decide(base, base: base).result
  }
}
