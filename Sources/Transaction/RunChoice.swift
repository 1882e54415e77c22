package import Plan

/// Which run of a place is meant.
package enum RunChoice {
  /// The one that was named by its timestamp or whole name; else the one at work, else the newest.
  package static func run(_ wanted: String?, of facts: Facts) throws(HostError) -> RunID {
    let runs = facts.sets.filter { $0.state != .foreign }.map { RunID($0.name) }.sorted { $0.time > $1.time }
    guard let newest = runs.first else { throw HostError("there are no runs here") }
    guard let wanted, wanted != "latest" else {
      let holder = facts.lock.flatMap { lock in lock.isStale ? nil : runs.first { $0.name == lock.run } }
      return holder ?? newest
    }
    let matches = runs.filter { $0.isNamed(by: wanted) }
    guard let match = matches.first else {
      let known = runs.prefix(5).map(\.name).joined(separator: ", ")
      throw HostError("there is no run '\(wanted)' here", hint: "the newest runs here: \(known)")
    }
    guard matches.count == 1 else {
      throw HostError(
        "'\(wanted)' can mean \(matches.map(\.name).joined(separator: ", "))", hint: "give the whole name")
    }
    return match
  }
}

extension RunID {
  /// The name from its timestamp on, which sorts by time.
  fileprivate var time: String { String(name.dropFirst(playbook.count)) }
}
