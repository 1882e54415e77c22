internal import Playbook

extension LinkStep {
  var title: String { "link \(item.path) → \(target)" }

  func ask(_ questions: inout Questions) {
    questions.ask(file: item.path, wanted: nil)
    if let end { questions.ask(presenceAt: end) }
  }

  func plan(_ draft: inout Draft) -> StepOutcome {
    let entries: [Entry]
    do throws(Refusal) {
      entries = try self.entries(draft)
    } catch {
      return draft.facts.unknown(for: [error]).map { .unknown($0) } ?? .refused([error.reason])
    }
    let reasons = draft.driftReasons(entries, onDrift)
    for entry in entries { draft.add(entry) }
    let paths = entries.map(\.path)
    guard reasons.isEmpty else { return .refused(reasons, about: paths) }
    return paths.isEmpty ? .ok("already as wanted") : .change(paths)
  }

  /// The link and the folders it needs; empty when everything is as wanted.
  private func entries(_ draft: Draft) throws(Refusal) -> [Entry] {
    let entries = try draft.link(item.path, to: target)
    if !entries.isEmpty, !leadsSomewhere(draft) {
      throw Refusal(
        "\(draft.path(item.path)) would lead to \(target), where nothing is: make that first, by a step before this one"
      )
    }
    return entries
  }

  private func leadsSomewhere(_ draft: Draft) -> Bool {
    guard let end, !draft.commandMayRun else { return end != nil }
    if let made = draft.entries[draft.path(end)] { return made.new != .absent }
    return (draft.facts.logs[end.description] ?? .absent) != .absent
  }
}

extension Draft {
  /// A symbolic link as it shall be and the folders it needs; empty when everything is as wanted.
  ///
  /// It takes the place of a file only where an earlier commit has one.
  func link(
    _ place: AbsolutePath, to target: String, over before: TreeChanges.Before? = nil
  ) throws(Refusal) -> [Entry] {
    let path = path(place)
    try refuseSecondChange(of: path)
    let above = try missingFolders(above: place)
    switch state(path) {
    case .absent, .link: break
    case .file where before?.file != nil: break
    case .directory:
      throw Refusal("\(path) is a folder on the host, not a link: what it holds is not ours to throw away")
    case .unreadable: throw facts.blindness(to: path)
    case .file: throw Refusal("\(path) is a file on the host, not a link: move it away first")
    case .other: throw Refusal("\(path) is neither a file nor a link: it is a device, a socket or a pipe")
    }
    let old = state(path)
    let new = FileState.link(to: Array(target.utf8))
    guard old != new else { return [] }
    let installation = try facts.installation(of: path, from: old, to: new, in: self.target)
    return above + [
      Entry(
        path: path, old: old, new: new, payload: .none, diff: nil, drift: facts.drift(at: path, old),
        installation: installation)
    ]
  }
}
