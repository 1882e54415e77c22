internal import YAML

/// The account that commands run as, when it is not the one that logs in.
package enum Become: Sendable, Hashable {
  case user(String)
}

extension Become {
  /// The user of this name.
  package init(user name: String) throws(Malformed) { self = .user(try AccountName(name).text) }

  /// What a `become:` key says.
  enum Choice: Sendable {
    case become(Become)
    /// `become: false`, which takes back what a wider place says.
    case stay

    var become: Become? {
      if case .become(let become) = self { become } else { nil }
    }
  }

  static func read(_ node: Node, _ reading: Reading) -> Choice? {
    reading.value(node, "true or the name of a user") { scalar throws(Malformed) in
      guard scalar.style == .plain else { return .become(try Become(user: scalar.text)) }
      switch scalar.text {
      case "true": return .become(.user("root"))
      case "false": return .stay
      case let word where ["yes", "on", "true"].contains(word.lowercased()):
        throw Malformed("'\(word)' is not true", hint: "write true, or \"\(word)\" in quotes for a user of that name")
      case let word where ["no", "off", "false"].contains(word.lowercased()):
        throw Malformed("'\(word)' is not false", hint: "write false, or \"\(word)\" in quotes for a user of that name")
      default: return .become(try Become(user: scalar.text))
      }
    }
  }
}
