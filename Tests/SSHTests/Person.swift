import SSH

/// Answers questions from a list and remembers what was asked.
actor Person {
  private var answers: [String?]
  private(set) var secretsAsked: [SecretQuestion] = []
  private(set) var hostsAsked: [HostKeyQuestion] = []

  init(_ answers: [String?]) {
    self.answers = answers
  }

  nonisolated var prompts: SSHPrompts {
    SSHPrompts(hostKey: { await self.answer($0) }, secret: { await self.answer($0) })
  }

  private func answer(_ question: SecretQuestion) -> String? {
    secretsAsked.append(question)
    return answers.isEmpty ? nil : answers.removeFirst()
  }

  private func answer(_ question: HostKeyQuestion) -> Bool {
    hostsAsked.append(question)
    return !answers.isEmpty && answers.removeFirst() == "yes"
  }
}
