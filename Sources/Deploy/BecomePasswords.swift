package import Crypto

/// The passwords that sudo wants on the hosts of one invocation.
///
/// Accounts of the same name are taken to have the same password everywhere. Until one host has accepted it no other
/// tries it, so that a wrong one costs one attempt and locks nobody out.
package actor BecomePasswords {
  package struct Question: Sendable, Equatable {
    package let account: String
    package let host: String
    /// Counts from 1; beyond 1 the answer before was wrong.
    package let attempt: Int
  }

  /// Nil gives up.
  package typealias Source = @Sendable (Question) async -> Secret?

  /// How often a wrong answer may be given for one account: as often as sudo asks.
  private static let attempts = 3

  private struct Place: Hashable {
    let account: String
    let host: String
  }

  /// The password of an account that is tried, or was accepted, for all hosts.
  private struct Common {
    var secret: Secret?
    var isProven = false
    /// The host that tries it.
    var prover: String?
    var wrong = 0
    /// The host that accepted none of the answers so far.
    var refuser: String?
    /// True when there will be no other answer.
    var isSpent = false

    func failure(_ account: String) -> SessionError {
      refuser.map { .passwordRefused(account: account, by: $0) } ?? .passwordMissing(account: account)
    }
  }

  private let source: Source
  private var common: [String: Common] = [:]
  /// Where a host does not accept what others do.
  private var own: [Place: Secret] = [:]
  private var ownWrong: [Place: Int] = [:]
  private var waiting: [CheckedContinuation<Void, Never>] = []

  package init(_ source: @escaping Source) { self.source = source }

  /// The answer to a host that asks; `refused` is the one that it did not accept before, in the same session.
  func answer(for account: String, at host: String, refused: Secret?) async throws(SessionError) -> Secret {
    if let refused { note(refused, isWrongFor: account, at: host) }
    while true {
      let state = common[account] ?? Common()
      if state.isProven, let secret = state.secret { return try await ownAnswer(account, host, beside: secret) }
      if state.isSpent { throw state.failure(account) }
      if state.prover == nil || state.prover == host {
        common[account, default: Common()].prover = host
        return try await tried(state, account, host)
      }
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  /// The host let the account in.
  func accept(_ secret: Secret, of account: String, at host: String) {
    guard common[account]?.prover == host else { return }
    common[account]?.secret = secret
    common[account]?.isProven = true
    leave(account, host)
  }

  /// The session of the host is over without a word about the password, unless it `isWrong`.
  func release(_ secret: Secret?, of account: String, at host: String, isWrong: Bool) {
    if let secret, isWrong { note(secret, isWrongFor: account, at: host) }
    leave(account, host)
  }

  private func leave(_ account: String, _ host: String) {
    guard common[account]?.prover == host else { return }
    common[account]?.prover = nil
    let all = waiting
    waiting = []
    for one in all { one.resume() }
  }

  private func note(_ secret: Secret, isWrongFor account: String, at host: String) {
    let place = Place(account: account, host: host)
    if common[account]?.prover == host {
      common[account]?.secret = nil
      common[account]?.wrong += 1
      common[account]?.refuser = host
    } else {
      ownWrong[place, default: 0] += 1
      // Something has to differ from what the others accept, for the host to be asked about by itself.
      if own[place] == secret { own[place] = nil }
    }
  }

  private func tried(_ state: Common, _ account: String, _ host: String) async throws(SessionError) -> Secret {
    // The host that tried it before was lost before it said anything.
    if let secret = state.secret { return secret }
    let secret = state.wrong < Self.attempts ? await ask(account, host, wrong: state.wrong) : nil
    guard let secret else {
      common[account]?.isSpent = true
      leave(account, host)
      throw state.failure(account)
    }
    common[account]?.secret = secret
    return secret
  }

  private func ownAnswer(_ account: String, _ host: String, beside common: Secret) async throws(SessionError) -> Secret
  {
    let place = Place(account: account, host: host)
    if let secret = own[place] { return secret }
    let wrong = ownWrong[place] ?? 0
    if wrong == 0 { return common }
    guard wrong < Self.attempts, let secret = await ask(account, host, wrong: wrong) else {
      throw .passwordRefused(account: account, by: host)
    }
    own[place] = secret
    return secret
  }

  private func ask(_ account: String, _ host: String, wrong: Int) async -> Secret? {
    await source(Question(account: account, host: host, attempt: wrong + 1))
  }
}

extension BecomePasswords {
  /// The passwords as one host sees them.
  package struct Seat: Sendable {
    let passwords: BecomePasswords
    let host: String
  }

  package nonisolated func at(_ host: String) -> Seat { Seat(passwords: self, host: host) }
}
