/// What came of a recovery, from `recovered CODE #TEXT`.
package struct Recovery: Sendable {
  package enum Verdict: Sendable {
    case done
    /// Something could not be put back.
    case stuck
    case failed
  }

  package let verdict: Verdict
  /// What the host said to it.
  package let lines: [String]

  package init?(_ replies: [Reply]) {
    guard let reply = replies.first(where: { $0.words.first == "recovered" }), reply.words.count == 2 else {
      return nil
    }
    verdict =
      switch reply.words[1] {
      case "0": .done
      case "5": .stuck
      default: .failed
      }
    lines = reply.text.split(separator: "\n").map(String.init)
  }
}
