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
    let work: Work
    let out: String?

    enum Work {
      case diff(String, base: String?)
      case find(StructuralEdit.Words)
    }

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
      guard let target = try text("target"), let work = try Self.work(text) else {
        throw LocalFile.Failure(message: "\(where_): 'target' is needed, and 'diff' or 'find' with 'replace'")
      }
      id = value["id"] ?? .null
      (self.target, self.work, out) = (target, work, try text("out"))
    }

    private static func work(_ text: (String) throws -> String?) throws -> Work? {
      switch (try text("diff"), try text("find"), try text("replace")) {
      case (let diff?, nil, nil): return .diff(diff, base: try text("base"))
      case (nil, let find?, let replace?):
        var words = StructuralEdit.Words(find: find, replace: replace)
        words.within = try text("within")
        return .find(words)
      default: return nil
      }
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
      let decision = try decide(one, target)
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

  private func decide(_ one: Case, _ target: [UInt8]) throws -> PatchDecision {
    switch one.work {
    case .find(let words):
      do throws(KeyProblem) {
        return try StructuralEdit(words, .of(one.target)).decide(target)
      } catch {
        throw LocalFile.Failure(message: "'\(error.key)': \(error.problem.message)")
      }
    case .diff(let diff, let base):
      let base = try base.map { try LocalFile.read($0) }
      let patch = try PatchWork.file(one.target, among: try PatchWork.read(diff), in: diff)
      guard !patch.hunks.isEmpty || patch.isBinary || patch.oldPath == nil || patch.newPath == nil else {
        throw LocalFile.Failure(
          message: "\(diff):\(patch.line): it changes a name or a mode only, and a batch knows contents")
      }
      return FileChange(patch, name: one.target).decide(target, base: base)
    }
  }
}
