internal import YAML

/// The account that commands run as, when it is not the one that logs in, and how it is come by.
package struct Become: Sendable, Hashable {
  /// The program that makes one account another.
  package enum Method: String, Sendable, CaseIterable {
    case sudo, doas
  }

  package let user: String
  package var method: Method

  private init(trusted user: String, _ method: Method) {
    self.user = user
    self.method = method
  }
}

extension Become {
  /// The user of this name.
  package init(user name: String, by method: Method = .sudo) throws(Malformed) {
    self.init(trusted: try AccountName(name).text, method)
  }

  /// Root, which is what `become: true` says.
  package static func root(by method: Method = .sudo) -> Become { Become(trusted: "root", method) }

  /// What a `become:` key says.
  enum Choice: Sendable {
    case become(Become)
    /// `become: false`, which takes back what a wider place says.
    case stay

    var become: Become? {
      if case .become(let become) = self { become } else { nil }
    }
  }

  private static let shape = Shape(["method": .choice(of: Method.self), "user": .text], anyOf: ["method", "user"])

  static let form = Form.either([.text, .map(shape)])

  static func read(_ node: Node, _ reading: Reading) -> Choice? {
    guard node.mapping == nil else { return readMap(node, reading) }
    return reading.value(node, "true, the name of a user, or a map of method and user") { scalar throws(Malformed) in
      guard scalar.style == .plain else { return .become(try Become(user: scalar.text)) }
      switch scalar.text {
      case "true": return .become(.root())
      case "false": return .stay
      case let word where ["yes", "on", "true"].contains(word.lowercased()):
        throw Malformed("'\(word)' is not true", hint: "write true, or \"\(word)\" in quotes for a user of that name")
      case let word where ["no", "off", "false"].contains(word.lowercased()):
        throw Malformed("'\(word)' is not false", hint: "write false, or \"\(word)\" in quotes for a user of that name")
      default: return .become(try Become(user: scalar.text))
      }
    }
  }

  /// Reads `{ method: doas, user: app }`, of which either may be missing.
  private static func readMap(_ node: Node, _ reading: Reading) -> Choice? {
    guard let fields = reading.fields(node, of: "become", shape) else { return nil }
    guard fields["method"] != nil || fields["user"] != nil else {
      if !fields.hasUnknownKeys {
        reading.findings.add("expected 'method' or 'user' in become, found an empty map", at: node.range)
      }
      return nil
    }
    var become = Become.root()
    if let node = fields["user"] {
      guard let user = reading.account(node, "the name of a user") else { return nil }
      become = Become(trusted: user, become.method)
    }
    if let node = fields["method"] {
      guard let method = reading.value(node, "a method", { scalar throws(Malformed) in try Method(word: scalar.text) })
      else { return nil }
      become.method = method
    }
    return .become(become)
  }
}

extension Become.Method {
  /// The method of this name.
  package init(word: String) throws(Malformed) {
    guard let method = Self(rawValue: word) else {
      throw Malformed(
        "'\(word)' is no method to become another account",
        hint: "methods: \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = method
  }
}
