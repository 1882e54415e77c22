internal import Crypto
internal import Playbook
internal import SourceText

/// Where a command works: the hosts of a playbook, or `HOST[:ROOT]`.
enum Place {
  static func targets(_ word: String, _ arguments: Arguments) throws -> [Target] {
    try hosts(word, arguments).targets
  }

  /// The same with the inventory that they were looked up in.
  static func hosts(_ word: String, _ arguments: Arguments) throws -> (targets: [Target], inventory: Inventory?) {
    let (targets, inventory) = try all(word, arguments)
    return (try arguments.limit(targets, of: inventory), inventory)
  }

  private static func all(_ word: String, _ arguments: Arguments) throws -> ([Target], Inventory?) {
    if isPlaybook(word) {
      let playbook = try arguments.playbook(word).playbook
      return (playbook.targets, playbook.inventory)
    }
    let choices = try arguments.choices()
    let inventory = try InventoryText.find(arguments.value(.inventory), beside: ".").map {
      try Inventory.read($0, choices: choices)
    }
    return (try hosts(word, inventory, arguments), inventory)
  }

  /// The playbook that a place is, by the name that its runs have; nil for `HOST[:ROOT]`.
  static func playbookName(_ word: String, _ arguments: Arguments) throws -> String? {
    isPlaybook(word) ? try arguments.playbook(word).playbook.name : nil
  }

  /// The secrets of a playbook, for its commands that are repeated or taken back; none for a host.
  static func secrets(
    _ word: String, for targets: [Target], _ arguments: Arguments, _ console: Console
  ) async throws -> [String: Secret] {
    guard isPlaybook(word) else { return [:] }
    return try await arguments.playbook(word).secrets(for: targets, console)
  }

  static func isPlaybook(_ word: String) -> Bool {
    word.hasSuffix(".yml") || word.hasSuffix(".yaml") || LocalFile.kind(word) == .file
  }

  private static func hosts(_ word: String, _ inventory: Inventory?, _ arguments: Arguments) throws -> [Target] {
    let (name, root) = try split(word)
    let become = try arguments.become()
    if let known = inventory?.hosts(named: name) {
      if let obstacles = inventory?.obstacles(named: name), !obstacles.isEmpty { throw Problems(obstacles) }
      return known.map { target($0.host, root ?? $0.root, become ?? $0.defaultBecome) }
    }
    do {
      return [target(Host(name: name, destination: try Destination(name)), root, become)]
    } catch {
      throw UsageError("\(error.message)\(error.hint.map { " (\($0))" } ?? "")")
    }
  }

  /// A root that nobody named is `/` until the host tells where it was deployed to.
  private static func target(_ host: Host, _ root: AbsolutePath?, _ become: Become?) -> Target {
    let root = root ?? .root
    return Target(
      host: host, root: root, backups: root.appending("backups") ?? root, become: become, steps: [])
  }

  /// Cuts `user@host:2222:/root/path` before the root.
  private static func split(_ word: String) throws(UsageError) -> (String, AbsolutePath?) {
    guard let cut = word.firstRange(of: ":/") else { return (word, nil) }
    guard let root = AbsolutePath(String(word[word.index(after: cut.lowerBound)...])), root != .root else {
      throw UsageError("'\(word)' names no root")
    }
    return (String(word[..<cut.lowerBound]), root)
  }
}
