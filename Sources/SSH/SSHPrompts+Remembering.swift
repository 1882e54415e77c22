internal import Reactor

extension SSHPrompts {
  /// The same questions, each asked once for all connections of the process, also for those that come at the same time.
  ///
  /// An answer that turned out wrong is asked for again; one that was refused to be given is not.
  package func remembering() -> SSHPrompts {
    var prompts = SSHPrompts.none
    if let secret {
      let memory = Memory<SecretQuestion.Subject, String?>()
      prompts.secret = { question in
        guard question.isLasting else { return await secret(question) }
        return await memory.answer(question.subject, isGood: { $0 == nil || $0 != question.rejected }) {
          await secret(question)
        }
      }
    }
    if let hostKey {
      let memory = Memory<HostKeyQuestion, Bool>()
      prompts.hostKey = { question in
        await memory.answer(question, isGood: { _ in true }) { await hostKey(question) }
      }
    }
    return prompts
  }
}

/// The answers that were given, and the questions that are open.
private actor Memory<Question: Hashable & Sendable, Answer: Sendable> {
  private var answers: [Question: Answer] = [:]
  private var open: [Question: [Wake]] = [:]

  func answer(
    _ question: Question, isGood: @Sendable (Answer) -> Bool, ask: @Sendable () async -> Answer
  ) async -> Answer {
    do {
      // An actor lets others in while it waits: they wait for the answer that is on its way.
      while open[question] != nil {
        let turn = Wake()
        open[question]?.append(turn)
        _ = try await Reactor.shared.wait(for: nil, wake: turn)
      }
    } catch {
      // Whoever is cancelled is asked nothing, and says so by itself.
      return await ask()
    }
    if let answer = answers[question], isGood(answer) { return answer }
    open[question] = []
    let answer = await ask()
    // What was taken back was not answered.
    if !Task.isCancelled { answers[question] = answer }
    for turn in open.removeValue(forKey: question) ?? [] { turn.signal() }
    return answer
  }
}
