internal import Git
internal import Plan
internal import Playbook

extension PlaybookFile {
  /// What the clone that the playbook lies in knows of commits.
  var survey: @Sendable (CommitPair) -> CommitSurvey {
    let folder = SourceFolder.of(playbookPath: path)
    return { pair in
      guard let repository = Repository(around: folder) else {
        return .unreadable(
          Repository.isForeign(around: folder)
            ? "your clone belongs to another account: git config --global --add safe.directory FOLDER"
            : "the playbook lies in no clone of it")
      }
      do throws(Repository.UnknownRevision) {
        let found = try repository.range(from: pair.from, to: pair.to)
        return .range(
          CommitRange(
            subjects: found.subjects, count: found.count, isForward: found.isForward,
            files: found.files.map { CommitRange.File(change: $0.change, path: $0.path) }))
      } catch {
        return .missing(error.name)
      }
    }
  }
}
