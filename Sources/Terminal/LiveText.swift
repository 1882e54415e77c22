/// A line of a terminal, with the columns that it takes there.
package struct LiveLine: Sendable {
  package let text: String
  package let columns: Int

  init(_ parts: [(text: String, tone: Style.Tone?)], _ style: Style) {
    text = parts.map { part in part.tone.map { style.text(part.text, $0) } ?? part.text }.joined()
    columns = parts.reduce(0) { $0 + $1.text.columns }
  }
}

/// What a terminal shows of a run while it goes on: a line for each host at work, never more than there is room for.
package struct LiveText: Sendable {
  /// The size of a window.
  package struct Window: Sendable {
    package let columns: Int
    package let lines: Int

    package init(columns: Int, lines: Int) {
      self.columns = columns
      self.lines = lines
    }
  }

  private let style: Style
  private var rows: [LiveRow]
  /// Where the row of a host is, by the name that it is known under.
  private let names: [String: Int]
  private var ended: Set<Int> = []

  package init(_ hosts: [String], at now: Double, _ style: Style) {
    self.style = style
    rows = hosts.map { LiveRow($0, at: now) }
    names = Dictionary(zip(hosts, rows.indices), uniquingKeysWith: { first, _ in first })
  }

  package mutating func enter(_ host: String, _ stage: LiveRow.Stage, at now: Double) {
    if let index = names[host] { rows[index].enter(stage, at: now) }
  }

  package mutating func hear(_ host: String, _ line: String) {
    if let index = names[host] { rows[index].hear(line) }
  }

  /// A host that has ended has no line any more.
  package mutating func end(_ host: String) {
    if let index = names[host] { ended.insert(index) }
  }

  /// The lines that fit, with what there is no room for counted in the last one.
  package func lines(in window: Window, at now: Double) -> [LiveLine] {
    let working = rows.indices.filter { !ended.contains($0) }.map { rows[$0] }
    // What scrolls by above has to stay readable too; and in a terminal's last column a line would wrap.
    let (room, columns) = (max(1, window.lines / 2), window.columns - 1)
    guard columns > 0 else { return [] }
    var shown = working
    if working.count > room {
      let first = working.enumerated().sorted {
        ($0.element.stage.rank, $0.offset) < ($1.element.stage.rank, $1.offset)
      }
      .prefix(room - 1).map(\.offset)
      shown = first.sorted().map { working[$0] }
      let rest = working.indices.filter { !first.contains($0) }.map { working[$0].stage.summary }
      let sum = Self.sum(rest, isAll: shown.isEmpty).cut(to: columns)
      return draw(shown, columns, now) + [LiveLine([(sum, .faint)], style)]
    }
    return draw(shown, columns, now)
  }

  private func draw(_ rows: [LiveRow], _ columns: Int, _ now: Double) -> [LiveLine] {
    let width = min(rows.map(\.host.columns).max() ?? 0, max(1, columns / 3))
    return rows.map { $0.line(columns, name: width, at: now, style) }
  }

  private static func sum(_ rest: [String], isAll: Bool) -> String {
    var counts: [(word: String, count: Int)] = []
    for word in rest {
      if let index = counts.firstIndex(where: { $0.word == word }) {
        counts[index].count += 1
      } else {
        counts.append((word, 1))
      }
    }
    let parts = counts.sorted { $0.count > $1.count }.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    return isAll ? "\(rest.count) hosts: \(parts)" : "and \(rest.count) more: \(parts)"
  }
}
