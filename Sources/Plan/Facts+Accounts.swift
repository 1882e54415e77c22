internal import Playbook

extension Facts {
  /// The number of an account or group of the host.
  func number(of name: String, in known: [String: Int?], _ noun: String) throws(Refusal) -> Int {
    if let number = Int(name) { return number }
    guard let number = known[name] ?? nil else { throw Refusal("there is no \(noun) '\(name)' on the host") }
    return number
  }

  /// Whether the account can make a file that belongs to whom it shall belong to.
  func checkGivable(_ wanted: Attributes, to path: EntryPath) throws(Refusal) {
    if assumesRights { return }
    if wanted.owner != user, user != 0 {
      throw Refusal(
        "\(path) belongs to uid \(wanted.owner), which uid \(user) cannot give it: add 'become: true'")
    }
    if user != 0, wanted.group != group, !memberships.contains(wanted.group) {
      throw Refusal("\(path) belongs to group \(wanted.group), which uid \(user) is not in: add 'become: true'")
    }
  }
}
