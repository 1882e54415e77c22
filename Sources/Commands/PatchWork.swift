internal import Deploy
internal import Diff
internal import Patch
internal import SourceText

/// A diff on its way into files of this machine.
struct PatchWork {
  private let console: Console
  private let isCheck: Bool
  private let asJSON: Bool
  private let output: String?
  private let base: [UInt8]?
  private let jobs: [Job]

  /// One file of the diff.
  private struct Job {
    let change: FileChange
    /// The file as it is, and the name that it has afterwards; nil if it is to go.
    let path: String
    let newPath: String?
  }

  private struct Decided {
    let job: Job
    let target: [UInt8]?
    let decision: PatchDecision
    /// Whether its name or mode is to change, which no content tells.
    let moves: Bool
  }

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
    jobs = try files.map { file in
      let patch = isReverse ? file.reversed : file
      let named = arguments.words.first
      guard let path = named ?? Self.text(patch.path(strip: strip)) else {
        throw LocalFile.Failure(
          message: "\(name):\(file.line): a name with fewer folders than --strip \(strip) leaves out")
      }
      let newPath = patch.newPath == nil ? nil : patch.isRename ? Self.text(patch.resultPath(strip: strip)) : path
      return Job(
        change: FileChange(patch, name: path), path: path, newPath: named != nil && newPath != nil ? named : newPath)
    }
  }

  func run() throws -> ExitCode {
    // Every file is decided before the first is written.
    let decided = try jobs.map(decide)
    for one in decided { report(one) }
    guard !decided.contains(where: { $0.decision.state.isRefused }) else { return .finding }
    guard !isCheck else { return .done }
    for one in decided { try write(one) }
    return .done
  }

  private func decide(_ job: Job) throws -> Decided {
    var path = job.path
    // A file that has its new name already is asked there.
    if !LocalFile.exists(path), let newPath = job.newPath, LocalFile.exists(newPath) { path = newPath }
    let target = LocalFile.exists(path) ? try LocalFile.read(path) : nil
    let decision = job.change.decide(target, base: base)
    let moves = path != (job.newPath ?? path) && target != nil
    return Decided(
      job: Job(change: job.change, path: path, newPath: job.newPath), target: target, decision: decision, moves: moves)
  }

  private func report(_ decided: Decided) {
    let (job, decision) = (decided.job, decided.decision)
    if asJSON {
      console.answer(
        JSONValue(["file": .string(job.path)]).merging(PatchReport.json(decision)).rendered)
      return
    }
    for line in PatchReport.lines(decision, path: job.path, target: decided.target ?? []) { console.answer(line) }
    if decided.moves, let newPath = job.newPath { console.answer("  renamed to \(newPath.terminalSafe)") }
  }

  private func write(_ decided: Decided) throws {
    let (job, decision) = (decided.job, decided.decision)
    guard let newPath = job.newPath else {
      if decision.state == .applies { try LocalChange.remove(job.path) }
      return
    }
    let content = decision.result ?? decided.target ?? []
    if let output { return try LocalChange.write(content, to: output, like: job.path, mode: job.change.patch.newMode) }
    if decision.result != nil || decided.moves {
      try LocalChange.write(content, to: newPath, like: job.path, mode: job.change.patch.newMode)
      if decided.moves, !job.change.patch.isCopy { try LocalChange.remove(job.path) }
    } else if let mode = job.change.patch.newMode, job.change.patch.oldMode != mode {
      try LocalChange.write(content, to: newPath, like: job.path, mode: mode)
    }
  }

  static func read(_ path: String) throws -> [FilePatch] {
    let bytes = path == "-" ? LocalChange.standardInput() : try LocalFile.read(path)
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
