internal import SourceText

/// Which of some hosts are wanted, in the words of `--limit`: `web,db-*:!web-3`.
package struct HostLimit: Sendable {
  private let text: String
  /// Every host the words can speak of, in order: those to choose from first, then the rest of the inventory.
  private let hosts: [String]
  private let here: Set<String>
  private let groups: [String: Set<String>]
  private let groupNames: [String]

  package init(_ text: String, of targets: [Target], _ inventory: Inventory?) {
    self.text = text
    let names = targets.map(\.host.name)
    here = Set(names)
    hosts = names + (inventory?.hosts.map(\.host.name) ?? []).filter { [here] in !here.contains($0) }
    groupNames = inventory?.groupNames ?? []
    groups = Dictionary(
      groupNames.map { ($0, Set((inventory?.hosts(named: $0) ?? []).map(\.host.name))) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The names of the hosts that are left; never none.
  package func names() throws(Malformed) -> Set<String> {
    let words = words
    guard !words.isEmpty else { throw Malformed("name a host: \(list)") }
    var (added, kept, removed) = (Set<String>?.none, Set<String>?.none, Set<String>())
    for word in words {
      switch word.first {
      case "!": removed.formUnion(try meant(by: String(word.dropFirst())))
      case "&":
        let named = try meant(by: String(word.dropFirst()))
        kept = kept?.intersection(named) ?? named
      default:
        let named = try meant(by: word)
        guard !named.isDisjoint(with: here) else {
          throw Malformed("'\(word.shortened)' is not among the hosts here; there are \(list)")
        }
        added = (added ?? []).union(named)
      }
    }
    var left = (added ?? here).intersection(here)
    if let kept { left.formIntersection(kept) }
    left.subtract(removed)
    guard !left.isEmpty else { throw Malformed("'\(text.shortened)' leaves no host; there are \(list)") }
    return left
  }

  /// Twenty names are enough to see what names look like.
  private var list: String {
    let names = hosts.filter { here.contains($0) }
    return names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
  }

  /// The hosts that a name or a pattern stands for, here or elsewhere in the inventory.
  private func meant(by word: String) throws(Malformed) -> Set<String> {
    if word == Inventory.everyHost { return Set(hosts) }
    if let group = groups[word] { return group }
    if hosts.contains(word) { return [word] }
    if let pattern = GlobPattern(word) {
      let found = groupNames.filter { pattern.matches($0) }.flatMap { groups[$0] ?? [] }
      let all = Set(hosts.filter { pattern.matches($0) }).union(found)
      guard all.isEmpty else { return all }
      throw Malformed("no host or group is like '\(word.shortened)' here; there are \(list)")
    }
    let meant = Suggestion.closest(to: word, among: hosts + groupNames).map { " (did you mean '\($0)'?)" } ?? ""
    throw Malformed("no host '\(word.shortened)' here\(meant); there are \(list)")
  }

  /// What stands between commas, and between colons as Ansible's users write it.
  private var words: [String] {
    text.split(separator: ",").flatMap { part in
      let part = part.trimmed
      let pieces = Self.pieces(part)
      var words: [String] = []
      var start = 0
      while start < pieces.count {
        // An address with a port is one word if a host is called so.
        let end = (start + 1...pieces.count).last { isHost(pieces[start..<$0].joined(separator: ":")) } ?? start + 1
        words.append(pieces[start..<end].joined(separator: ":").trimmed)
        start = end
      }
      return words.filter { !$0.isEmpty }
    }
  }

  private func isHost(_ word: String) -> Bool {
    here.contains(word.first == "!" || word.first == "&" ? String(word.dropFirst()) : word)
  }

  /// Cut at colons, but not in those of `[2001:db8::1]`.
  private static func pieces(_ text: String) -> [String] {
    var pieces = [""]
    var isInside = false
    for character in text {
      if character == "[" { isInside = true }
      if character == "]" { isInside = false }
      if character == ":", !isInside { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
    }
    return pieces
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
