internal import Deploy
internal import Diff
internal import Patch
internal import SourceText
internal import JSON

/// A diff on its way into files of this machine.
struct PatchWork {
  private let console: Console
  private let isCheck: Bool
  private let asJSON: Bool
  private let output: String?
  private let base: [UInt8]?
  private let jobs: [PatchJob]

  init(_ arguments: Arguments, _ console: Console) throws {
    self.console = console
    isCheck = arguments.has(PatchCommand.check)
    let format = arguments.value(PatchCommand.format) ?? "text"
    guard ["text", "json"].contains(format) else {
      throw UsageError("--format: 'text' or 'json', not '\(format)'", command: "patch")
    }
    asJSON = format == "json"
    output = arguments.value(PatchCommand.output)
    guard let name = arguments.value(PatchCommand.diff) else {
      throw UsageError("name a diff with --diff, or a list with --batch", command: "patch")
    }
    guard let strip = Int(arguments.value(PatchCommand.strip) ?? "1"), (0...100).contains(strip) else {
      throw UsageError("--strip: a number from 0 to 100", command: "patch")
    }
    let isReverse = arguments.has(PatchCommand.reverse)
    var files = try Self.read(name)
    guard arguments.words.count <= 1 else { throw UsageError("name one file, or none", command: "patch") }
    if let file = arguments.words.first, files.count > 1 {
      files = [try Self.file(file, among: files, in: name)]
    }
    guard files.count == 1 || output == nil && arguments.value(PatchCommand.base) == nil else {
      throw UsageError("--base and --output are for a diff of one file", command: "patch")
    }
    base = try arguments.value(PatchCommand.base).map { path in
      let content = try LocalFile.read(path)
      guard isReverse, let file = files.first else { return content }
      guard let patched = FileChange(file, name: path).patched(content) else {
        throw LocalFile.Failure(message: "\(path): \(name) was not made against it")
      }
      return patched
    }
    let named = arguments.words.first
    let bases = try PatchBases(base, in: arguments.value(PatchCommand.repository))
    // The last part that was done is the first to be taken back.
    jobs = try (isReverse ? files.reversed() : files).map { file in
      let patch = isReverse ? file.reversed : file
      if let named {
        guard !patch.isRename, !patch.isCopy else {
          throw UsageError("leave '\(named)' out: the diff itself says which file gets which name", command: "patch")
        }
        return PatchJob(patch: patch, place: try PatchPlace(named), newPlace: nil, base: bases.base(of: patch))
      }
      let source = "\(name):\(file.line)"
      func place(_ path: [UInt8]?) throws -> PatchPlace {
        guard let path else {
          throw LocalFile.Failure(message: "\(source): a name with fewer folders than --strip \(strip) leaves out")
        }
        return try PatchPlace(inDiff: path, at: source)
      }
      var old = try place(patch.path(strip: strip))
      if let other = try patch.otherName(strip: strip).map(place) {
        let isThere = (LocalFile.exists(old.path), LocalFile.exists(other.path))
        guard isThere != (true, true) else {
          throw LocalFile.Failure(
            message: "\(source): it may be about '\(old.name)' or '\(other.name)'\nhint: name the one to patch")
        }
        if isThere.1 { old = other }
      }
      let new = patch.isRename || patch.isCopy ? try place(patch.resultPath(strip: strip)) : old
      return PatchJob(patch: patch, place: old, newPlace: new == old ? nil : new, base: bases.base(of: patch))
    }
    guard output == nil || jobs.first?.patch.newPath != nil else {
      throw UsageError("--output is for a file that stays, and this one is to be removed", command: "patch")
    }
  }

  func run() throws -> ExitCode {
    // Every file is decided before the first is written.
    var tree = PatchTree()
    let decided = try jobs.map { job in (job, try job.decide(in: &tree)) }
    for (job, one) in decided { report(job, one) }
    guard !decided.contains(where: { $1.decision.state.isRefused }) else { return .finding }
    guard !isCheck else { return .done }
    guard let output else {
      try LocalInstall.carryOut(tree.changes)
      return .done
    }
    for (job, one) in decided {
      try LocalInstall.carryOut([
        LocalInstall.Change(
          place: try PatchPlace(output).path, content: one.decision.result ?? one.target ?? [], expected: .anything,
          model: job.place.path, isExecutable: job.patch.executable)
      ])
    }
    return .done
  }

  private func report(_ job: PatchJob, _ decided: PatchJob.Decided) {
    let (name, decision) = (job.place.name, decided.decision)
    if asJSON {
      let remarks = decided.remarks.isEmpty ? nil : JSONValue.array(decided.remarks.map { .string($0) })
      let file = JSONValue(["file": .string(name), "changes": remarks])
      return console.answer(file.merging(PatchReport.json(decision)).rendered)
    }
    for line in PatchReport.lines(decision, path: name, target: decided.target ?? []) { console.answer(line) }
    for remark in decided.remarks { console.answer("  \(remark.terminalSafe)") }
  }

  static func read(_ path: String) throws -> [FilePatch] {
    let bytes = path == "-" ? try LocalFile.standardInput() : try LocalFile.read(path)
    do throws(DiffProblem) {
      return try DiffParser.read(bytes)
    } catch {
      let hint = error.hint.map { "\nhint: \($0)" } ?? ""
      throw LocalFile.Failure(message: "\(path):\(error.line): \(error.message)\(hint)")
    }
  }

  /// The part of a diff that is about a file: the one whose name has most of its folders in common.
  static func file(_ path: String, among files: [FilePatch], in diff: String) throws -> FilePatch {
    guard files.count > 1 else { return files[0] }
    let parts = path.split(separator: "/").reversed()
    let shared = files.map { file in
      let name = text(file.newPath ?? file.oldPath)?.split(separator: "/").reversed() ?? []
      return zip(parts, name).prefix { $0 == $1 }.count
    }
    guard let most = shared.max(), most > 0, shared.count(where: { $0 == most }) == 1,
      let index = shared.firstIndex(of: most)
    else { throw LocalFile.Failure(message: "\(diff): it has \(files.count) files, and none is clearly '\(path)'") }
    return files[index]
  }

  private static func text(_ path: [UInt8]?) -> String? { path.map { String(decoding: $0, as: UTF8.self) } }
}
