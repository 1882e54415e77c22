package import Plan

/// What a host said to a look.
package struct LookAnswers: Sendable {
  package private(set) var given: [String: [UInt8]] = [:]
  /// Why a file was not given: `absent`, `link`, `unreadable` or `large`.
  package private(set) var notGiven: [String: String] = [:]
  package private(set) var names: [String: [[UInt8]]] = [:]
  /// By the number of the list and the position in it.
  private var states: [Int: [Int: FileState]] = [:]
  /// In units of 1024 bytes.
  package private(set) var sizes: [String: Int] = [:]
  package private(set) var old: [String] = []
  /// By the number of the service; one with several containers has several.
  package private(set) var standings: [Int: [Standing]] = [:]

  package init(_ replies: [Reply]) throws(MalformedReply) {
    for reply in replies {
      guard take(reply) else { throw MalformedReply(reply: reply) }
    }
  }

  /// The states of a list in the order of its paths.
  package func states(of list: Int, count: Int) -> [FileState] {
    (0..<count).map { states[list]?[$0 + 1] ?? .absent }
  }

  private mutating func take(_ reply: Reply) -> Bool {
    let words = reply.words
    switch (words.first, words.count) {
    case ("given", 2): given[words[1]] = reply.body
    case ("not-given", 3): notGiven[words[1]] = words[2]
    case ("name", 2): names[words[1], default: []].append(reply.body)
    case ("state", 4):
      guard let list = Int(words[1]), let number = Int(words[2]), let state = FileState(words[3]) else { return false }
      states[list, default: [:]][number] = state
    case ("size", 3):
      guard let size = Int(words[1]) else { return false }
      sizes[words[2]] = size
    case ("old", 2): old.append(words[1])
    case ("standing", 5):
      guard let key = Int(words[1]) else { return false }
      standings[key, default: []].append(Standing(words[2], since: Int(words[3]), restarts: Int(words[4])))
    default: return false
    }
    return true
  }
}
