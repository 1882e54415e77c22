/// A secret that logging in needs; answering nil gives up that way of logging in.
package struct SecretQuestion: Sendable, Equatable {
  package enum Subject: Sendable, Hashable {
    case passphrase(keyFile: String)
    case password(user: String, host: String, endpoint: String)
    /// A question in the server's own words, such as for a code that is good once.
    case other(words: String, user: String, host: String, isHidden: Bool)
  }

  package let subject: Subject
  /// Counts from 1; beyond 1 the answer before was wrong.
  package let attempt: Int
  /// The answer before, which was wrong.
  let rejected: String?

  package init(subject: Subject, attempt: Int) {
    self.init(subject: subject, attempt: attempt, rejected: nil)
  }

  private init(subject: Subject, attempt: Int, rejected: String?) {
    (self.subject, self.attempt, self.rejected) = (subject, attempt, rejected)
  }

  /// The same question after a wrong answer.
  func again(after answer: String) -> SecretQuestion {
    SecretQuestion(subject: subject, attempt: attempt + 1, rejected: answer)
  }

  package var text: String {
    switch subject {
    case .passphrase(let keyFile): "passphrase for \(keyFile)"
    case .password(let user, let host, _): "password for \(user)@\(host)"
    case .other(let words, let user, let host, _): "\(user)@\(host) asks: \(words)"
    }
  }

  /// Whether what is typed must not be seen.
  package var isHidden: Bool { if case .other(_, _, _, let isHidden) = subject { isHidden } else { true } }

  /// Whether the answer holds for other connections too.
  var isLasting: Bool { if case .other = subject { false } else { true } }
}
