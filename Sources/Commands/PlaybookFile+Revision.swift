internal import Git
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

extension PlaybookFile {
  /// What is deployed, by its commit; nil where the playbook lies in no repository, or in one without a commit.
  var revision: Revision? {
    let path = playbook.source.name
    guard let repository = Repository(around: path.folder.isEmpty ? "." : path.folder), let commit = repository.head
    else { return nil }
    let isChanged = !isCommitted(path, in: repository)
    if let pinned = reading.commit {
      return Revision(commit: pinned.commit, isChanged: isChanged, name: pinned.revision, author: pinned.author)
    }
    return Revision(
      commit: commit, isChanged: isChanged || !areSourcesCommitted(in: repository), name: repository.branch,
      author: repository.author(of: commit))
  }

  /// What a person should know of the working tree before agreeing to a plan.
  var remark: String? {
    guard let pinned = reading.commit, let repository = Repository(around: reading.folder) else { return nil }
    let words = "contents come from \(pinned)"
    let isSame = repository.head == pinned.commit && areSourcesCommitted(in: repository)
    return isSame ? words : "\(words), not from the working tree, which is not as that"
  }

  private func isCommitted(_ file: String, in repository: Repository) -> Bool {
    LocalFile.realPath(file).map(repository.isCommitted) ?? false
  }

  private func areSourcesCommitted(in repository: Repository) -> Bool {
    let kinds = playbook.targets.flatMap(\.steps).map(\.kind)
    // Those that were found in folders are asked about together.
    return Set(kinds.flatMap(\.namedSources)).allSatisfy { isCommitted(reading.path($0), in: repository) }
      && CopyTree.each(of: kinds).allSatisfy { !$0.isChanged(since: repository, in: reading.folder) }
  }
}

extension CopyTree {
  /// The folders that steps copy, each once however many hosts there are.
  fileprivate static func each(of kinds: [StepKind]) -> [CopyTree] {
    var known: Set<[String]> = []
    return kinds.flatMap(\.trees).filter { known.insert([$0.from] + $0.exclusions.patterns.map(\.text)).inserted }
  }

  /// True when something in it is not as the last commit has it, or came or went since.
  ///
  /// What git ignores counts where it is copied, which it is from the working tree alone.
  fileprivate func isChanged(since repository: Repository, in folder: String) -> Bool {
    guard let place = LocalFile.realPath("\(folder)/\(from)"), let found = repository.uncommitted(below: place) else {
      return true
    }
    guard !found.isEmpty else { return false }
    let members = Set(content.members.map(\.path))
    return found.contains { path, difference in
      members.contains(path)
        || difference != .ignored && !exclusions.leaveOutAnything(of: path, isFolder: path.hasSuffix("/"))
    }
  }
}
