/// A secret that logging in needs; answering nil gives up that way of logging in.
package struct SecretQuestion: Sendable, Equatable {
  package enum Subject: Sendable, Equatable {
    case passphrase(keyFile: String)
    case password(user: String, host: String)
  }

  package let subject: Subject
  /// Counts from 1; beyond 1 the answer before was wrong.
  package let attempt: Int

  package var text: String {
    switch subject {
    case .passphrase(let keyFile): "passphrase for \(keyFile)"
    case .password(let user, let host): "password for \(user)@\(host)"
    }
  }
}
