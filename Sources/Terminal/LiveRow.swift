internal import SourceText

/// One host that is at work, as a line that is drawn anew.
package struct LiveRow: Sendable {
  package enum Stage: Sendable, Equatable {
    case connecting, asking, planned
    case reading(Int)
    case sending(Int, of: Int)
    case prepared
    case step(Int, of: Int, title: String)
    case gated, reverting, lost, regained
  }

  let host: String
  private(set) var stage: Stage
  /// When the stage began.
  private var start: Double
  /// How much of what is sent was there when the sending began.
  private var base = 0
  /// What a command of the step said last.
  private var said = ""

  init(_ host: String, at now: Double) {
    self.host = host.terminalSafe
    stage = .connecting
    start = now
  }

  mutating func enter(_ next: Stage, at now: Double) {
    // A transfer that goes on is the same stage.
    if !stage.isSending || !next.isSending {
      start = now
      if case .sending(let sent, _) = next { base = sent }
    }
    stage = next
    said = ""
  }

  mutating func hear(_ line: String) { said = line.terminalSafe }

  /// The line, in at most so many columns, of which the name of the host may take some.
  func line(_ columns: Int, name width: Int, at now: Double, _ style: Style) -> LiveLine {
    let name = host.fitted(to: width)
    let seconds = max(0, Int(now - start))
    let time = "\(seconds) s"
    let room = columns - width - 2 - time.count - 2
    // Where there is no room for more, what the host does says more than how long.
    guard room >= 12 else {
      return LiveLine([("\(name)  \(words(columns - width - 2, seconds))".cut(to: columns), tone)], style)
    }
    return LiveLine(
      [(name, .strong), ("  " + words(room, seconds).fitted(to: room), tone), ("  \(time)", .faint)], style)
  }

  private var tone: Style.Tone? { [.reverting, .lost].contains(stage) ? .bad : nil }

  private func words(_ columns: Int, _ seconds: Int) -> String {
    switch stage {
    case .connecting: "connecting"
    case .asking: "asking what is there"
    case .planned: "planned"
    case .reading(let bytes): "reading \(ByteCount.text(bytes)) there"
    case .sending(let sent, let total): transfer(sent, total, columns, seconds)
    case .prepared: "ready, waits for the others"
    case .step(let number, let count, let title):
      "\(number)/\(count) \(title.terminalSafe)" + (said.isEmpty ? "" : " | \(said)")
    case .gated: "all gates passed, waits for the order"
    case .reverting: "putting the old files back"
    case .lost: "connection lost, trying again"
    case .regained: "connected again"
    }
  }

  private func transfer(_ sent: Int, _ total: Int, _ columns: Int, _ seconds: Int) -> String {
    let share = total > 0 ? Double(sent) / Double(total) : 1
    let percent = "sending \(Int(share * 100)) %"
    let rate = seconds > 0 && sent > base ? ", \(ByteCount.text((sent - base) / seconds))/s" : ""
    let amount = "\(ByteCount.text(sent)) of \(ByteCount.text(total))\(rate)"
    let bar = min(20, columns - "sending [] ".count - amount.count)
    guard bar >= 5 else { return percent }
    let full = Int(share * Double(bar))
    return "sending [" + String(repeating: "#", count: full) + String(repeating: "-", count: bar - full) + "] \(amount)"
  }
}

extension LiveRow.Stage {
  fileprivate var isSending: Bool { if case .sending = self { true } else { false } }

  /// What comes first where not all have room: the smaller, the sooner.
  var rank: Int {
    switch self {
    case .lost, .reverting: 0
    case .step, .gated, .regained: 1
    case .sending, .reading: 2
    case .connecting, .asking, .planned, .prepared: 3
    }
  }

  /// As hosts are counted by it.
  var summary: String {
    switch self {
    case .connecting: "connecting"
    case .asking: "asking"
    case .planned: "planned"
    case .reading: "reading"
    case .sending: "sending"
    case .prepared: "ready"
    case .step(let number, _, _): "in step \(number)"
    case .gated: "passed"
    case .reverting: "putting back"
    case .lost: "lost"
    case .regained: "connected again"
    }
  }
}

extension String {
  /// The columns it takes in a terminal.
  var columns: Int { reduce(0) { $0 + $1.terminalWidth } }

  /// As much of it as so many columns hold, with a mark where something is missing.
  func cut(to width: Int) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    var (kept, used) = ("", 1)
    for character in self {
      used += character.terminalWidth
      if used > width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// In exactly so many columns.
  func fitted(to width: Int) -> String {
    let text = cut(to: width)
    return text + String(repeating: " ", count: max(0, width - text.columns))
  }
}
