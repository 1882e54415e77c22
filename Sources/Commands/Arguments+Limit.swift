internal import Playbook
internal import SourceText

extension Arguments {
  /// The hosts that `--limit` leaves, in their own order; all without it.
  func limit(_ targets: [Target]) throws(UsageError) -> [Target] {
    guard let text = value(.limit) else { return targets }
    let wanted = text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    let known = targets.map(\.host.name)
    guard !wanted.isEmpty else { throw UsageError("--limit: name a host: \(known.joined(separator: ", "))") }
    for name in wanted where !known.contains(name) {
      let meant = Suggestion.closest(to: name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
      throw UsageError("--limit: no host '\(name)' here\(meant); there are \(known.joined(separator: ", "))")
    }
    return targets.filter { wanted.contains($0.host.name) }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
