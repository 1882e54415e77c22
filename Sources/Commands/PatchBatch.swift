internal import Deploy
internal import Patch
internal import JSON

/// Many cases in one process: a line of JSON in, a line of JSON out.
struct PatchBatch {
  let console: Console

  /// One line of the list.
  private struct Case {
    let id: JSONValue
    let target: String
    let diff: String
    let base: String?
    let out: String?

    init(_ line: ArraySlice<UInt8>, _ where_: String) throws {
      let value: JSONValue
      do throws(JSONReader.Malformed) {
        value = try JSONReader.read(line)
      } catch {
        throw LocalFile.Failure(message: "\(where_):\(error.column): \(error.message)")
      }
      func text(_ name: String) throws -> String? {
        switch value[name] {
        case nil, .null: return nil
        case .string(let text):
          // A path ends there for the system, and would name another file.
          guard !text.utf8.contains(0) else {
            throw LocalFile.Failure(message: "\(where_): '\(name)' holds a zero byte")
          }
          return text
        default: throw LocalFile.Failure(message: "\(where_): '\(name)' is not a string")
        }
      }
      guard let target = try text("target"), let diff = try text("diff") else {
        throw LocalFile.Failure(message: "\(where_): 'target' and 'diff' are needed")
      }
      id = value["id"] ?? .null
      (self.target, self.diff, base, out) = (target, diff, try text("base"), try text("out"))
    }
  }

  /// The whole list is read before the first case is carried out.
  func run(_ list: String) throws -> ExitCode {
    let bytes = list == "-" ? try LocalFile.standardInput() : try LocalFile.read(list)
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let cases = try lines.enumerated().filter { !$1.allSatisfy { $0 == 0x20 || $0 == 0x0d } }
      .map { try Case($1, "\(list):\($0 + 1)") }
    var codes: Set<ExitCode> = []
    for one in cases { codes.insert(run(one)) }
    return codes.contains(.usage) ? .usage : codes.contains(.finding) ? .finding : .done
  }

  private func run(_ one: Case) -> ExitCode {
    let start = ContinuousClock.now
    do {
      let target = try LocalFile.read(one.target)
      let base = try one.base.map { try LocalFile.read($0) }
      let patch = try PatchWork.file(one.target, among: try PatchWork.read(one.diff), in: one.diff)
      guard !patch.hunks.isEmpty || patch.isBinary || patch.oldPath == nil || patch.newPath == nil else {
        throw LocalFile.Failure(
          message: "\(one.diff):\(patch.line): it changes a name or a mode only, and a batch knows contents")
      }
      let decision = FileChange(patch, name: one.target).decide(target, base: base)
      let elapsed = ContinuousClock.now - start
      if let out = one.out, !decision.state.isRefused {
        let place = try PatchPlace(out).path
        try LocalInstall.carryOut([
          LocalInstall.Change(
            place: place, content: decision.result ?? target, expected: .anything, model: one.target)
        ])
      }
      let ms = Double(elapsed.components.seconds) * 1e3 + Double(elapsed.components.attoseconds) / 1e15
      console.answer(
        JSONValue(["id": one.id]).merging(PatchReport.json(decision)).merging(JSONValue(["ms": .decimal(ms)])).rendered)
      return decision.state.isRefused ? .finding : .done
    } catch {
      let message = (error as? LocalFile.Failure)?.message ?? String(describing: error)
      console.answer(
        JSONValue(["id": one.id, "state": .string("error"), "error": .string(message)]).rendered)
      return .usage
    }
  }
}
