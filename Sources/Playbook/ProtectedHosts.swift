internal import SourceText

/// The hosts of a command that its inventory protects: each is changed only where somebody named it.
package struct ProtectedHosts: Sendable {
  private let here: Set<String>
  /// The groups of which all hosts are here: the name of another would say more than is done.
  private let groups: [(name: String, hosts: Set<String>)]
  private let groupNames: [String]

  package init(among targets: [Target], _ inventory: Inventory?) {
    let here = Set(targets.map(\.host.name))
    groupNames = inventory?.groupNames ?? []
    groups = groupNames.map { ($0, Set((inventory?.hosts(named: $0) ?? []).map(\.host.name))) }
      .filter { $0.hosts.isSubset(of: here) && !$0.hosts.isEmpty }
    self.here = here
  }

  /// The hosts that a person named, with commas or spaces between names of hosts and groups; no patterns.
  package func meant(by text: String) throws(Malformed) -> Set<String> {
    var meant: Set<String> = []
    for word in text.split(whereSeparator: { ", \t".contains($0) }).map(String.init) {
      if let group = groups.first(where: { $0.name == word }) {
        meant.formUnion(group.hosts)
      } else if here.contains(word) {
        meant.insert(word)
      } else if groupNames.contains(word) {
        throw Malformed("the group '\(word)' has other hosts as well: name the hosts")
      } else {
        let known = here.sorted() + groups.map(\.name)
        let guess = Suggestion.closest(to: word, among: known).map { " (did you mean '\($0)'?)" } ?? ""
        throw Malformed("no host '\(word.shortened)' here\(guess)")
      }
    }
    return meant
  }

  /// The name that says all of these in one word; nil where they are no whole group.
  package func group(of hosts: [String]) -> String? {
    hosts.count > 1 ? groups.first { $0.hosts == Set(hosts) }?.name : nil
  }
}
