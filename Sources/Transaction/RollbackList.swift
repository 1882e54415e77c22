package import Plan

/// What a person can choose from when going back: the committed runs, newest good first, then what is left.
package struct RollbackList: Sendable {
  package enum Kind: Sendable, Hashable {
    case good, stuck, foreign
    /// Undone already, by this run.
    case bad(by: String)
  }

  package struct Row: Sendable, Hashable {
    package let name: String
    package let kind: Kind
    /// When it ended, by the host's clock.
    package let time: Int?
    package let author: String?
    /// How many files it changed; nil where that is not known.
    package var files: Int?
  }

  package private(set) var rows: [Row]

  /// More would not fit on a screen; an older run can be named.
  package static let longest = 20

  package init(_ facts: Facts) {
    var first: [String: HistoryLine] = [:]
    var last: [String: HistoryLine] = [:]
    var order: [String] = []
    for line in facts.history {
      if first[line.run] == nil { order.append(line.run) }
      first[line.run] = first[line.run] ?? line
      last[line.run] = line
    }
    let sets = Dictionary(facts.sets.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let newest = order.reversed().filter { sets[$0] != nil }
    let row = { (name: String, kind: Kind) in
      Row(name: name, kind: kind, time: first[name]?.time, author: first[name]?.by)
    }
    let good = newest.filter { last[$0]?.outcome == .good }.map { row($0, .good) }
    let stuck = facts.sets.filter { $0.state == .stuck }.map { row($0.name, .stuck) }
    let bad = newest.filter { first[$0]?.outcome == .good && last[$0]?.outcome == .bad }
      .map { row($0, .bad(by: last[$0]?.by ?? "")) }
    let foreign = facts.sets.filter { $0.state == .foreign }.map(\.name).sorted(by: >).map { row($0, .foreign) }
    rows = Array((good + stuck + bad + foreign).prefix(Self.longest))
  }

  /// Leaves out what another host does not have: all go back together.
  package mutating func keep(common other: RollbackList) {
    let names = Set(other.rows.map(\.name))
    rows.removeAll { !names.contains($0.name) }
  }

  /// The sets whose manifests tell how many files they are about.
  package var runs: [RunID] { rows.filter { $0.kind != .foreign }.map { RunID($0.name) } }

  package mutating func count(_ manifests: [String: Manifest]) {
    for index in rows.indices {
      rows[index].files = manifests[rows[index].name]?.entries.count { entry in
        if case .directory = entry.new { return false }
        if case .directory = entry.old { return false }
        return true
      }
    }
  }
}
