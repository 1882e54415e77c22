internal import Git
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

extension PlaybookFile {
  /// What the repository knows of the sources.
  func history(_ revision: Revision?) -> SourceHistory {
    let commit = reading.commit?.commit ?? revision.flatMap { $0.isChanged ? nil : $0.commit }
    let (path, reading, sources) = (path, reading, sources)
    return SourceHistory(commit: commit, folder: reading.place) { tree, name in
      let earlier = SourceReading(playbookPath: path)
      do throws(Malformed) { try earlier.pin(to: name) } catch { return .missing }
      return reading.changes(of: tree, sources, since: earlier).map { .changes($0) } ?? .missing
    }
  }

  /// Makes sure that the commits that steps name are here.
  static func checkBases(of playbook: Playbook, in folder: String) throws(Problems) {
    var problems: Set<Problem> = []
    for case .copy(let copy) in playbook.targets.flatMap(\.steps).map(\.kind) {
      guard let since = copy.since, case .revision(let name) = since.base else { continue }
      if Repository(around: folder)?.commit(named: name) == nil {
        problems.insert(
          Problem(
            "the repository has no revision '\(name)'", at: since.range, hint: "bring it here: git fetch --tags"))
      }
    }
    guard problems.isEmpty else { throw Problems(Array(problems)) }
  }
}
