internal import Crypto
internal import Git
internal import Plan
internal import Playbook
internal import Reactor
internal import SourceText
internal import Synchronization

/// Where the sources of a playbook are read: from the working tree, or from one commit of its repository.
///
/// All paths are relative to the source folder.
final class SourceReading: Sendable {
  /// The source folder as this machine knows it.
  let folder: String
  private let chosen = Mutex<Choice?>(nil)
  /// A content that is read in parts.
  private let unfinished = Mutex<(source: String, bytes: [UInt8])?>(nil)

  /// A commit that somebody chose, and its files.
  private struct Choice {
    let pinned: PinnedCommit
    let tree: CommittedTree
  }

  init(playbookPath path: String) { folder = SourceFolder.of(playbookPath: path) }

  /// Where the source folder lies in its repository: empty, or with a slash at its end.
  var place: String {
    if let place = chosen.withLock({ $0?.tree.place }) { return place }
    guard let real = LocalFile.realPath(folder) else { return "" }
    return Repository(around: real)?.place(of: real) ?? ""
  }

  /// The commit that was chosen; nil for the working tree.
  var commit: PinnedCommit? { chosen.withLock { $0?.pinned } }

  /// Takes all that is read from now on out of a commit.
  func pin(to revision: String) throws(Malformed) {
    let folder = LocalFile.realPath(folder) ?? folder
    do throws(CommittedTree.Trouble) {
      try chosen.withLock { chosen throws(CommittedTree.Trouble) in
        let tree = try CommittedTree(for: folder, revision: revision)
        chosen = Choice(
          pinned: PinnedCommit(revision: revision, commit: tree.commit, author: tree.author), tree: tree)
      }
    } catch {
      switch error {
      case .noRepository: throw Malformed("the playbook lies in no git repository")
      case .foreignRepository:
        throw Malformed(
          "the repository of the playbook belongs to another account",
          hint: "trust it: git config --global --add safe.directory FOLDER")
      case .unknownRevision(let name):
        throw Malformed("the repository has no revision '\(name)'", hint: "bring it here: git fetch --tags")
      }
    }
  }

  /// The same for what somebody named on the command line.
  func pin(named revision: String) throws(UsageError) {
    do throws(Malformed) {
      try pin(to: revision)
    } catch {
      throw UsageError("--rev: \(error.message)\(error.hint.map { " (\($0))" } ?? "")")
    }
  }

  /// What a commit has, where one was chosen; what the library holds is used by one thread at a time.
  func committed<Value: Sendable>(_ look: @Sendable (CommittedTree) -> Value) -> (Value, PinnedCommit)? {
    chosen.withLock { chosen in chosen.map { (look($0.tree), $0.pinned) } }
  }

  func kind(_ source: String) -> SourceKind {
    guard let (content, commit) = committed({ $0.content(at: source) }) else { return LocalFile.kind(path(source)) }
    switch content {
    case .file: return .file
    case .folder: return .directory
    case .missing, .submodule, .astray, .pointer, .ignored, .converted:
      return .unreadable(commit.reason(against: content))
    }
  }

  /// A template as far as it can be read; what cannot be is reported as a source.
  func template(_ source: String) -> SourceText? {
    guard let (content, commit) = committed({ $0.content(at: source) }) else {
      return LocalFile.template(source, in: folder)
    }
    guard case .file(let bytes, _) = content else { return nil }
    return SourceText(name: "\(commit.revision):\(source)", bytes: bytes)
  }

  /// What stands directly in a folder.
  func listing(_ source: String) -> FolderListing {
    guard let (members, commit) = committed({ $0.listing(at: source) }) else {
      return LocalFolder.listing(path(source))
    }
    guard let members else { return .unreadable("\(commit) has no such folder") }
    return .entries(members.map { FolderListing.Entry(name: $0.name, kind: commit.kind(of: $0.member)) })
  }

  /// One with its content; of a large one only what is known of it.
  func file(_ source: String) throws(LocalFile.Failure) -> SourceFile {
    if commit == nil, LocalFile.size(path(source)) > Self.mostHeld { return try deferredFile(source) }
    let (bytes, isExecutable) = try read(source)
    var file = SourceFile(bytes: bytes, isExecutable: isExecutable)
    file.isCommitted = commit != nil
    return file
  }

  /// One whose content is read again when it is needed.
  func deferredFile(_ source: String) throws(LocalFile.Failure) -> SourceFile {
    guard commit == nil else {
      let (bytes, isExecutable) = try read(source)
      let content = DeferredContent(size: bytes.count, hash: SHA256Digest(of: bytes)) { self.part($0, of: source) }
      var file = SourceFile(content, isExecutable: isExecutable)
      file.isCommitted = true
      return file
    }
    return try LocalFile.source(path(source))
  }

  /// A part of what a commit has, of which git can read only the whole; it is kept until its end was read.
  private func part(_ range: Range<Int>, of source: String) -> [UInt8]? {
    do throws(LocalFile.Failure) {
      let known = unfinished.withLock { $0?.source == source ? $0?.bytes : nil }
      let bytes = if let known { known } else { try read(source).bytes }
      unfinished.withLock { $0 = range.upperBound < bytes.count ? (source, bytes) : nil }
      return bytes.count < range.upperBound ? nil : Array(bytes[range])
    } catch {
      return nil
    }
  }

  /// Files that are larger are not kept in memory.
  private static let mostHeld = 1 << 20

  private func read(_ source: String) throws(LocalFile.Failure) -> (bytes: [UInt8], isExecutable: Bool) {
    guard let (content, commit) = committed({ $0.content(at: source) }) else {
      let path = path(source)
      let bytes = try LocalFile.read(path)
      try LocalFile.refusePointer(bytes, path)
      return (bytes, LocalFile.isExecutable(path))
    }
    guard case .file(let bytes, let isExecutable) = content else {
      throw LocalFile.Failure(message: "\(source): \(commit.reason(against: content))")
    }
    return (bytes, isExecutable)
  }

  /// The files that these hosts are asked with, each read once, and the names of others that can be read meanwhile.
  func sources(of targets: [Target]) throws(LocalFile.Failure) -> (read: Sources, unread: [String]) {
    var sources: Sources = [:]
    var (found, unread): ([String], [String]) = ([], [])
    let steps = targets.flatMap(\.steps)
    var asked: Set<String> = []
    for source in steps.flatMap(\.kind.namedSources) where asked.insert(source).inserted {
      if mayWait, LocalFile.size(path(source)) > Questions.mostWhole {
        unread.append(source)
      } else {
        sources[source] = try file(source)
      }
    }
    // Hosts are asked about trees of very many files without any of their contents.
    let trees = steps.flatMap(\.kind.trees)
    for tree in trees where !(mayWait && tree.isSurveyed) {
      for source in tree.files.map(\.from) where asked.insert(source).inserted { found.append(source) }
    }
    for tree in trees where mayWait && tree.isSurveyed {
      for source in tree.files.map(\.from) where asked.insert(source).inserted { unread.append(source) }
    }
    sources.merge(try deferredFiles(found)) { before, _ in before }
    return (sources, unread)
  }

  /// Of a commit all is read at once: its library serves one thread at a time.
  private var mayWait: Bool { commit == nil }

  /// Files of which only the hash is kept; of very many in a working tree another processor reads half.
  func deferredFiles(_ sources: [String]) throws(LocalFile.Failure) -> Sources {
    var files = Sources(minimumCapacity: sources.count)
    for (source, file) in zip(sources, try inOrder(sources)) { files[source] = file }
    return files
  }

  private func inOrder(_ sources: [String]) throws(LocalFile.Failure) -> [SourceFile] {
    guard commit == nil, sources.count >= Self.leastShared else { return try files(sources[...]).get() }
    let middle = sources.count / 2
    var first: Result<[SourceFile], LocalFile.Failure> = .success([])
    let second = Blocking.beside {
      self.files(sources[middle...])
    } do: {
      first = self.files(sources[..<middle])
    }
    return try first.get() + second.get()
  }

  private func files(_ sources: ArraySlice<String>) -> Result<[SourceFile], LocalFile.Failure> {
    Result { () throws(LocalFile.Failure) in
      try sources.map { source throws(LocalFile.Failure) in try deferredFile(source) }
    }
  }

  /// From so many files on a second thread is worth its start.
  private static let leastShared = 64

  func path(_ source: String) -> String { "\(folder)/\(source)" }
}
