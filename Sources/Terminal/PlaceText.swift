internal import Plan
internal import Playbook
internal import SourceText
package import Transaction

/// How a place stands, as lines.
package struct PlaceText {
  private let condition: PlaceState
  private let style: Style
  private static let mostFiles = 20

  package init(_ condition: PlaceState, _ style: Style) {
    self.condition = condition
    self.style = style
  }

  package var lines: [String] { services + [lastRun] + work + owed + drift }

  private var services: [String] {
    condition.services.flatMap { service in
      service.standings.isEmpty
        ? ["\(service.place.name.terminalSafe): \(style.text("unknown", .bad))"]
        : service.standings.map { "\(service.place.name.terminalSafe): \(words($0))" }
    }
  }

  private func words(_ standing: Standing) -> String {
    var words = style.text(standing.state.terminalSafe, standing.isWell ? .good : .bad)
    if !standing.detail.isEmpty { words += " (\(standing.detail.terminalSafe))" }
    if let since = standing.since { words += " since \(Timestamp(secondsSinceEpoch: since).readable)" }
    switch standing.restarts {
    case nil, 0: break
    case 1: words += ", started anew once"
    case let count?: words += ", started anew \(count) times"
    }
    return words
  }

  private var lastRun: String {
    guard let run = condition.facts.pastRuns.first else { return "last run: none" }
    let time =
      run.verdict.map { " at \(Timestamp(secondsSinceEpoch: $0.time).readable) by \($0.by.terminalSafe)" } ?? ""
    return "last run: \(run.name.terminalSafe) \(HistoryTable.outcome(run, in: condition.facts, style))\(time)"
  }

  private var work: [String] {
    var lines = condition.unfinished.map {
      "unfinished: \(style.text($0.name.terminalSafe, .bad)) is \($0.state.rawValue): finish it with deployctl recover"
    }
    if let lock = condition.facts.lock {
      let holder = "\(lock.run.terminalSafe), process \(lock.process)"
      switch lock.standing {
      case .alive: lines.append("lock: held by \(holder), which is at work")
      case .stale: lines.append("lock: left by \(holder), which is dead; the next run takes it over")
      case .unseen: lines.append("lock: held by \(holder), which cannot be seen from here")
      }
    }
    return lines
  }

  private var owed: [String] {
    condition.facts.owed.map { "\(style.text("owed", .bad)): \($0.title.terminalSafe), since \($0.run.terminalSafe)" }
  }

  private var drift: [String] {
    guard !condition.drifted.isEmpty else { return ["drift: none"] }
    let files = condition.drifted
    let shown = files.prefix(Self.mostFiles).map { line in
      "\(style.text("drift", .bad)): \(line.path.description.terminalSafe) is not what \(line.run.terminalSafe) "
        + (line.hash == nil ? "left: it was removed" : "deployed")
    }
    let rest = files.count - shown.count
    return shown + (rest > 0 ? ["and \(rest) more files"] : [])
  }
}
