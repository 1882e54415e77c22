package import Playbook
package import Transaction

extension Session {
  /// One exchange that writes nothing: what lies in sets and at live paths.
  package func look(_ request: LookRequest) async throws -> LookAnswers {
    switch try await ask(request.bytes, within: .seconds(900)) {
    case .refused(let replies): throw HostError(refusal: replies)
    case .done(let replies):
      do {
        return try LookAnswers(replies)
      } catch {
        throw SessionError.malformed(error.reply.words.joined(separator: " "))
      }
    }
  }

  /// One exchange that writes nothing: what the host has for a run.
  package func checkup() async throws -> CheckupAnswers {
    switch try await ask(CheckupRequest.bytes, within: .seconds(300)) {
    case .refused(let replies): throw HostError(refusal: replies)
    case .done(let replies):
      do {
        return try CheckupAnswers(replies)
      } catch {
        throw SessionError.malformed(error.reply.words.joined(separator: " "))
      }
    }
  }

  /// Fetches contents, however large, and hands them on as they come.
  package func fetch(_ request: ContentsRequest, _ take: (ContentsReading.Step) throws -> Void) async throws {
    for step in ContentsReading.emptyFiles(of: request) { try take(step) }
    guard request.files.contains(where: { $0.size > 0 }) else { return }
    var reading = ContentsReading(request)
    try await stream(request.bytes) { piece in
      guard let steps = reading.take(piece) else { throw SessionError.malformed("contents out of order") }
      for step in steps { try take(step) }
    }
  }

  /// Fetches contents into memory; nil for a file that is not what it was when its hash was taken.
  package func contents(of files: [ContentsRequest.File], on target: Target) async throws -> [[UInt8]?] {
    var contents = [[UInt8]?](repeating: [], count: files.count)
    try await fetch(ContentsRequest(files, on: target)) { step in
      switch step {
      case .bytes(let file, let bytes): contents[file]?.append(contentsOf: bytes)
      case .end(let file, let isWhole): if !isWhole { contents[file] = nil }
      }
    }
    return contents
  }

  /// Removes sets that are old by retention; the host looks again once it holds the lock.
  package func prune(_ request: PruneRequest) async throws -> [String] {
    switch try await ask(request.bytes, within: .seconds(900)) {
    case .refused(let replies): throw HostError(refusal: replies)
    case .done(let replies): return PruneRequest.removed(replies)
    }
  }
}

extension HostError {
  /// The reason of the last reply, `refused WHY`.
  init(refusal replies: [Reply]) {
    self.init(replies.last.map { $0.words.dropFirst().joined(separator: " ") } ?? "refused")
  }
}
