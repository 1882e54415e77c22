internal import Crypto
internal import Deploy
internal import Git
internal import Patch
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

/// A playbook with everything it names on this machine.
struct PlaybookFile: Sendable {
  let playbook: Playbook
  /// As far as they were read.
  private(set) var sources: Sources
  /// Those that can be read while hosts are connected to.
  private(set) var unread: [String]
  let text: [UInt8]
  /// Its path as the user typed it.
  let path: String
  /// Where its sources come from.
  let reading: SourceReading

  /// Reads the playbook, its inventory and its sources; all problems at once.
  static func read(_ path: String, _ arguments: Arguments) throws -> PlaybookFile {
    let bytes = try LocalFile.readNamed(path, most: Playbook.mostBytes)
    let reading = SourceReading(playbookPath: path)
    let folder = reading.folder
    var choices = try arguments.choices()
    let chosen = arguments.value(.revision)
    if let chosen {
      try reading.pin(named: chosen)
      choices.isPinned = true
    }
    choices.pin = { revision throws(Malformed) in if chosen == nil { try reading.pin(to: revision) } }
    choices.template = { reading.template($0) }
    choices.listing = { reading.listing($0) }
    let playbook = try Playbook.read(
      SourceText(name: path, bytes: bytes),
      inventory: try InventoryText.find(arguments.value(.inventory), beside: folder),
      choices: choices
    ) { reading.kind($0) }
    var (sources, unread) = try reading.sources(of: playbook.targets)
    try addBases(to: &sources, of: playbook, in: folder)
    try addVersions(to: &sources, of: playbook, in: folder)
    try checkBases(of: playbook, in: folder)
    return PlaybookFile(
      playbook: playbook, sources: sources, unread: unread, text: bytes, path: path, reading: reading)
  }

  /// These sources, and those that were not read yet.
  func pending(_ known: Sources) -> PendingSources {
    guard !unread.isEmpty else { return PendingSources(known) }
    return PendingSources(known) { [reading, unread] in try reading.deferredFiles(unread) }
  }

  /// The same with all sources.
  func whole() throws -> PlaybookFile {
    var file = self
    file.sources.merge(try reading.deferredFiles(unread)) { before, _ in before }
    file.unread = []
    return file
  }
}

extension PlaybookFile {
  /// What a set keeps of it for people: the playbook, and the revision that was deployed.
  func documents(_ revision: Revision?) -> [PrepareRequest.Document] {
    [PrepareRequest.Document(name: "playbook", content: text)]
      + (revision.map { [PrepareRequest.Document(name: "revision", content: $0.text)] } ?? [])
  }
}

extension PlaybookFile {
  /// The secrets that these hosts need, which from then on are shown nowhere.
  func secrets(for targets: [Target], _ console: Console) async throws -> [String: Secret] {
    let names = targets.reduce(into: Set<String>()) { $0.formUnion($1.secrets) }
    guard !names.isEmpty else { return [:] }
    let (definitions, folder) = (playbook.secrets, SourceFolder.of(playbookPath: path))
    // A command may ask somebody who would rather not be asked.
    let found = await Interrupts.watch(nil, console) {
      do throws(Problems) {
        return Result<[String: Secret], Problems>.success(
          try await SecretValues.read(definitions, needed: names, in: folder))
      } catch {
        return .failure(error)
      }
    }
    let secrets = try found.get()
    console.hide(Redaction(secrets.values))
    return secrets
  }

  /// Reads every diff, and finds the texts that they were made against as far as they are here.
  private static func addBases(to sources: inout Sources, of playbook: Playbook, in folder: String) throws {
    var problems: [Problem] = []
    for case .patch(let patch) in playbook.targets.flatMap(\.steps).map(\.kind) {
      guard case .diff(let diff) = patch.form else { continue }
      let files: [PatchedFile]
      do throws(DiffProblem) {
        files = try diff.files { sources[$0]?.bytes }
      } catch {
        problems.append(problem(error, of: diff, sources, folder))
        continue
      }
      let base = diff.base.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" } ?? folder
      switch LocalFile.kind(base) {
      case .directory:
        let repository = Repository(around: base)
        for id in files.compactMap(\.patch.oldBlob) where sources[Blob.key(id)] == nil {
          guard let bytes = repository?.blob(id) else { continue }
          sources[Blob.key(id)] = SourceFile(bytes: bytes, isExecutable: false)
        }
      case .file:
        let bytes = try LocalFile.read(base)
        sources[Blob.key(file: diff.base ?? "")] = SourceFile(bytes: bytes, isExecutable: false)
      case .missing: problems.append(Problem("no repository or file '\(diff.base ?? base)'", at: diff.range))
      case .unreadable(let reason):
        problems.append(Problem("cannot read '\(diff.base ?? base)': \(reason)", at: diff.range))
      }
    }
    guard problems.isEmpty else { throw Problems(Array(Set(problems))) }
  }

  /// Reads the versions of copied files that steps expect on the server.
  private static func addVersions(to sources: inout Sources, of playbook: Playbook, in folder: String) throws {
    var problems: [Problem] = []
    for case .copy(let copy) in playbook.targets.flatMap(\.steps).map(\.kind) {
      for expectation in copy.expected {
        guard case .revisions(let from, let to) = expectation.content else { continue }
        guard let repository = Repository(around: folder) else {
          problems.append(
            Problem(
              "the playbook lies in no git repository", at: expectation.range,
              hint: "write the hashes of these versions, as sha256:…"))
          continue
        }
        for item in copy.items where sources[expectation.key(item.from, 0)] == nil {
          do throws(Repository.UnknownRevision) {
            let path =
              LocalFile.realPath("\(folder)/\(item.from)")
              ?? LocalFile.realPath(folder).map { "\($0)/\(item.from)" } ?? ""
            let versions = try repository.versions(of: path, from: from, to: to)
            if versions.isEmpty {
              problems.append(
                Problem(
                  "no revision from '\(from)' to '\(to)' has '\(item.from)'", at: expectation.range,
                  hint: "see those that have it: git log --oneline -- \(item.from)"))
            }
            for (number, bytes) in versions.enumerated() {
              sources[expectation.key(item.from, number)] = SourceFile(bytes: bytes, isExecutable: false)
            }
          } catch {
            problems.append(
              Problem(
                "the repository has no revision '\(error.name)'", at: expectation.range,
                hint: "bring it here: git fetch --tags"))
          }
        }
      }
    }
    guard problems.isEmpty else { throw Problems(Array(Set(problems))) }
  }

  /// A problem of a diff at its own line.
  private static func problem(
    _ problem: DiffProblem, of diff: PatchDiff, _ sources: Sources, _ folder: String
  ) -> Problem {
    guard case .file(let path) = diff.source, let bytes = sources[path]?.bytes else {
      return Problem(problem.message, at: diff.range, hint: problem.hint)
    }
    let text = SourceText(name: folder == "." ? path : "\(folder)/\(path)", bytes: bytes)
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let number = min(max(problem.line, 1), max(lines.count, 1)) - 1
    let line = number < lines.count ? lines[number].startIndex..<lines[number].endIndex : 0..<0
    return Problem(problem.message, at: SourceRange(text, line), hint: problem.hint)
  }
}

/// The text of a hosts.yml.
enum InventoryText {
  /// The file that was named, else `hosts.yml` in the folder if it is there.
  static func find(_ named: String?, beside folder: String) throws -> SourceText? {
    if let named { return SourceText(name: named, bytes: try LocalFile.readNamed(named, most: Playbook.mostBytes)) }
    let usual = folder == "." ? "hosts.yml" : "\(folder)/hosts.yml"
    guard LocalFile.exists(usual) else { return nil }
    return SourceText(name: usual, bytes: try LocalFile.read(usual, most: Playbook.mostBytes))
  }
}
