/// What a server asks while somebody logs in, put to a person.
actor ServerQuestions {
  private let ask: @Sendable (SecretQuestion) async -> String?
  private var password: SecretQuestion
  /// The password of this attempt.
  private var given: String?
  private var hasOthers = false
  private(set) var hasAllAnswers = true

  init(password: SecretQuestion, _ ask: @escaping @Sendable (SecretQuestion) async -> String?) {
    self.password = password
    self.ask = ask
  }

  /// How one logs in here.
  var way: String { hasOthers ? "questions" : "password" }

  /// The attempt before was refused: a password is asked for again.
  func beginAnew() {
    if let given { password = password.again(after: given) }
    given = nil
    hasAllAnswers = true
  }

  func answers(to prompts: [Interview.Prompt]) async -> [String] {
    var answers: [String] = []
    for prompt in prompts {
      let answer = await answer(to: prompt)
      hasAllAnswers = hasAllAnswers && answer != nil
      answers.append(answer ?? "")
    }
    return answers
  }

  private func answer(to prompt: Interview.Prompt) async -> String? {
    guard hasAllAnswers else { return nil }
    if prompt.wantsPassword, given == nil {
      let answer = await ask(password)
      given = answer
      return answer
    }
    hasOthers = true
    guard case .password(let user, let host, _) = password.subject else { return nil }
    let words = prompt.text.split(whereSeparator: \.isNewline).joined(separator: "\n")
    let subject = SecretQuestion.Subject.other(
      words: String(words.reversed().drop { $0 == " " || $0 == ":" }.reversed()), user: user, host: host,
      isHidden: prompt.isHidden)
    return await ask(SecretQuestion(subject: subject, attempt: 1))
  }
}

extension Interview.Prompt {
  /// True for the words of PAM and its like, not for those of a device that makes passwords.
  fileprivate var wantsPassword: Bool {
    let words = text.lowercased()
    return isHidden && words.contains("password")
      && !["one-time", "one time", "otp", "code", "token", "new "].contains { words.contains($0) }
  }
}
