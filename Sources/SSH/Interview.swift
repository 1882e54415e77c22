internal import CLibSSH2
internal import Glibc
internal import Reactor
internal import Synchronization

/// What a server asks in its own words, and what a person answers.
///
/// libssh2 wants the answers from a function that returns at once, so it is let run on a thread of its own, which waits
/// in there.
final class Interview: Sendable {
  struct Prompt: Sendable {
    let text: String
    let isHidden: Bool
  }

  private let answer: @Sendable ([Prompt]) async -> [String]
  /// The round that somebody is asked in, and whether nobody is to be asked any more.
  private let state = Mutex<(asking: Task<Void, Never>?, isOver: Bool)>((nil, false))

  init(_ answer: @escaping @Sendable ([Prompt]) async -> [String]) { self.answer = answer }

  /// Waits for the person, on a thread where that holds nobody up.
  func answers(to prompts: [Prompt]) -> [String] {
    let answers = Handover<[String]>()
    let asking = Task { answers.leave(await answer(prompts)) }
    let isOver = state.withLock {
      $0.asking = asking
      return $0.isOver
    }
    if isOver { asking.cancel() }
    return answers.take()
  }

  /// Takes a question back that is asked on behalf of a task that was cancelled.
  func giveUp() {
    state.withLock {
      $0.isOver = true
      return $0.asking
    }?.cancel()
  }
}

extension Interview {
  /// What libssh2 calls with the questions of one round; the answers are freed by it.
  typealias Callback =
    @convention(c) (
      UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, Int32, Int32,
      UnsafePointer<LIBSSH2_USERAUTH_KBDINT_PROMPT>?, UnsafeMutablePointer<LIBSSH2_USERAUTH_KBDINT_RESPONSE>?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Void

  static let callback: Callback = {
    name, nameLength, instruction, instructionLength, count, prompts, responses, context in
    guard count > 0, let prompts, let responses, let interview = SessionContext.of(context)?.interview else { return }
    let preface = [text(name, Int(nameLength)), text(instruction, Int(instructionLength))]
    let asked = (0..<Int(count)).map { index in
      let prompt = prompts[index]
      let lines = (index == 0 ? preface : []) + [text(prompt.text, Int(prompt.length))]
      return Prompt(text: lines.filter { !$0.isEmpty }.joined(separator: "\n"), isHidden: prompt.echo == 0)
    }
    let answers = interview.answers(to: asked)
    for index in asked.indices {
      let answer = strdup(index < answers.count ? answers[index] : "")
      responses[index].text = answer
      responses[index].length = answer.map { UInt32(strlen($0)) } ?? 0
    }
  }

  private static func text(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
    let bytes = UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
