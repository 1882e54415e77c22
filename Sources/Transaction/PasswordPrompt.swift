/// Finds sudo's question for a password among what else is said, and whose password it wants.
///
/// The password goes only to this question. It is known by the token, and by sudo having put a name for `%p`: a profile
/// or a server that repeats the command has only seen the letters.
package struct PasswordPrompt: Sendable {
  /// What `sudo -p` is given.
  package var text: String { "\(String(decoding: mark, as: UTF8.self))%p:" }
  /// What was said beside the questions, which have been found.
  package private(set) var noise: [UInt8] = []

  private let mark: [UInt8]
  private var buffer: [UInt8] = []

  package init(token: String) { mark = Array("\(token) asks ".utf8) }

  package mutating func feed(_ bytes: [UInt8]) { buffer += bytes }

  /// The account whose password is asked for; nil until more is fed.
  package mutating func next() -> String? {
    while let start = buffer.range(of: mark) {
      let rest = buffer[start.upperBound...]
      guard let end = rest.firstIndex(where: { Self.endsName($0) }) else { return nil }
      let name = String(decoding: rest[..<end], as: UTF8.self)
      let isAsked = buffer[end] == UInt8(ascii: ":") && !name.isEmpty
      noise += buffer[..<(isAsked ? start.lowerBound : end)]
      buffer.removeSubrange(...end)
      if isAsked { return name }
    }
    return nil
  }

  /// All that was said and was no question.
  package var rest: [UInt8] { noise + buffer }

  private static func endsName(_ byte: UInt8) -> Bool {
    [UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "\n")].contains(byte)
  }
}
