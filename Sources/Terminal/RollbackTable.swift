internal import Plan
internal import SourceText
package import Transaction

/// What a person can go back to as numbered lines.
package enum RollbackTable {
  package static func lines(_ list: RollbackList, _ style: Style) -> [String] {
    let cells = list.rows.enumerated().map { index, row in
      (number: "\(index + 1)", name: row.name.terminalSafe, time: row.time.map(time) ?? "", row: row)
    }
    let widths = (
      cells.map(\.number.count).max() ?? 0, cells.map(\.name.count).max() ?? 0, cells.map(\.time.count).max() ?? 0
    )
    return cells.map { cell in
      let number = String(repeating: " ", count: widths.0 - cell.number.count) + cell.number
      let name = cell.name + String(repeating: " ", count: widths.1 - cell.name.count)
      let time = cell.time + String(repeating: " ", count: widths.2 - cell.time.count)
      return "  \(number)  \(name)  \(time)  \(words(cell.row, style))"
    }
  }

  private static func words(_ row: RollbackList.Row, _ style: Style) -> String {
    var parts: [String] = []
    switch row.kind {
    case .good: parts.append(style.text("good", .good))
    case .stuck: parts.append(style.text("stuck", .bad))
    case .bad(let by): parts.append("\(style.text("bad", .bad)), undone by \(by.terminalSafe)")
    case .foreign: return "\(style.text("foreign", .faint)), made by hand: its files are put back"
    }
    if let files = row.files { parts.append(files == 1 ? "1 file" : "\(files) files") }
    if let author = row.author { parts.append("by \(author.terminalSafe)") }
    return parts.joined(separator: ", ")
  }

  /// `2026-02-02 06:02:40`, in UTC.
  private static func time(_ seconds: Int) -> String {
    let digits = Timestamp(secondsSinceEpoch: seconds).description.split(separator: "_").map(Array.init)
    guard digits.count == 2, digits[0].count == 8, digits[1].count == 6 else { return "" }
    let day = "\(String(digits[0][..<4]))-\(String(digits[0][4..<6]))-\(String(digits[0][6...]))"
    return "\(day) \(String(digits[1][..<2])):\(String(digits[1][2..<4])):\(String(digits[1][4...]))"
  }
}
