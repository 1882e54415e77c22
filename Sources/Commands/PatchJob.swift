internal import Patch

/// One file of a diff with the places that it is about.
struct PatchJob {
  let patch: FilePatch
  let place: PatchPlace
  /// The place that the file has afterwards, if that is another one.
  let newPlace: PatchPlace?
  let base: [UInt8]?

  struct Decided {
    var decision: PatchDecision
    /// The file that it was decided for.
    let target: [UInt8]?
    /// What no content tells.
    var remarks: [String] = []
  }

  /// Decides for the files of a tree, and puts there what is to become of them unless it is refused.
  func decide(in tree: inout PatchTree) throws -> Decided {
    var decided = try newPlace.map { try decideMove(to: $0, &tree) } ?? decideStay(&tree)
    guard !decided.decision.state.isRefused else { return decided }
    decideMode(&decided, &tree)
    return decided
  }

  private func decideStay(_ tree: inout PatchTree) throws -> Decided {
    let target = try tree.content(place)
    var patch = patch
    // Plain diffs do not say that a file is new but by an empty old side.
    if target == nil, patch.isWholeNew { patch.oldPath = nil }
    let decision = FileChange(patch, name: place.name).decide(target, base: base)
    if let result = decision.result { tree.put(patch.newPath == nil ? nil : result, at: place) }
    return Decided(decision: decision, target: target)
  }

  /// A file that gets another name, or is copied to it.
  private func decideMove(to newPlace: PatchPlace, _ tree: inout PatchTree) throws -> Decided {
    let source = patch.isCopy ? try tree.before(place) : try tree.content(place)
    let there = try tree.content(newPlace)
    let change = FileChange(patch, name: place.name)
    guard let source else {
      // It has its new name already, perhaps without the edits.
      var decision = change.decide(there, base: base)
      guard let there else { return Decided(decision: decision, target: nil) }
      if let result = decision.result { tree.put(result, at: newPlace) }
      if decision.state == .applies { decision.state = .partlyApplied }
      return Decided(decision: decision, target: there)
    }
    var decision = change.decide(source, base: base)
    guard !decision.state.isRefused else { return Decided(decision: decision, target: source) }
    let content = decision.result ?? source
    if let there {
      guard patch.isCopy, there == content else {
        let note = "'\(newPlace.name)', the new name, is there already"
        return Decided(decision: PatchDecision(.conflicting, notes: [note]), target: source)
      }
      return Decided(decision: PatchDecision(.alreadyApplied, tier: .hash), target: source)
    }
    tree.put(content, at: newPlace)
    tree.model(newPlace, on: place)
    if !patch.isCopy { tree.put(nil, at: place) }
    // That its edits are there does not mean that all of it is.
    if decision.state == .alreadyApplied { decision.state = patch.hunks.isEmpty ? .applies : .partlyApplied }
    let remark = patch.isCopy ? "copied to \(newPlace.name)" : "renamed to \(newPlace.name)"
    return Decided(decision: decision, target: source, remarks: [remark])
  }

  private func decideMode(_ decided: inout Decided, _ tree: inout PatchTree) {
    guard let wanted = patch.executable, patch.newPath != nil else { return }
    let place = newPlace ?? place
    guard tree.isExecutable(place) != wanted else { return }
    tree.setExecutable(place, wanted)
    decided.remarks.append(wanted ? "made executable" : "no longer executable")
    guard decided.decision.state == .alreadyApplied else { return }
    decided.decision.state = patch.hunks.isEmpty ? .applies : .partlyApplied
  }
}
