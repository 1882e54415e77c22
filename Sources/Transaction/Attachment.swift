package import Plan

/// How a host says things stand with a run, from `attached BOOT STATE CLOSED LIFE`.
package struct Attachment: Sendable, Hashable {
  package enum Life: String, Sendable {
    /// There is no such set.
    case gone
    /// Ready, and not let go.
    case prepared
    case working
    /// It has its verdict.
    case closed
    /// It has none, and nobody works at it any more.
    case dead
  }

  /// Names the time since the host was started.
  package let boot: String
  package let state: SetSummary.State
  package let life: Life

  package init?(_ replies: [Reply]) {
    guard let words = replies.first(where: { $0.words.first == "attached" })?.words, words.count == 5,
      let state = SetSummary.State(rawValue: words[2]), let life = Life(rawValue: words[4])
    else { return nil }
    boot = words[1]
    self.state = state
    self.life = life
  }
}
