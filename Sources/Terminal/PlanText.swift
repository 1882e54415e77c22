internal import Diff
package import Plan
package import Transaction
internal import Playbook
internal import SourceText

/// A plan as a person reads it.
package struct PlanText {
  private let style: Style
  private let detail: PlanDetail
  let header: String
  private var lines: [String] = []
  /// The step that showed what becomes of a path.
  private var shown: [EntryPath: Int] = [:]

  /// All lines but the first, which alone has the host's name.
  var body: [String] { lines }

  init(
    _ plan: Plan, through connection: String?, confirming confirmation: Confirmation? = nil, _ style: Style,
    _ detail: PlanDetail = .brief
  ) {
    self.style = style
    self.detail = detail
    let host = style.text(plan.target.host.name.terminalSafe, .strong)
    header = "\(host): \(plan.target.root.description.terminalSafe)" + (connection.map { " (\($0))" } ?? "")
    add(plan)
    if let confirmation { lines.append("  \(confirmation.words.terminalSafe)") }
  }

  /// The steps of one host in order, each with the differences it makes.
  package static func text(
    _ plan: Plan, through connection: String?, confirming confirmation: Confirmation? = nil, _ style: Style,
    _ detail: PlanDetail = .brief
  ) -> String {
    let text = PlanText(plan, through: connection, confirming: confirmation, style, detail)
    return ([text.header] + text.lines).map { $0 + "\n" }.joined()
  }

  private mutating func add(_ plan: Plan) {
    for reason in plan.refusals { lines.append("  \(style.text("refused", .bad)): \(reason.terminalSafe)") }
    let entries = Dictionary(uniqueKeysWithValues: plan.entries.map { ($0.path, $0) })
    for step in plan.steps {
      let title = "  \(step.number) \(step.title.terminalSafe)"
      switch step.verdict {
      case .ok(let why): lines.append("\(title): \(style.text("ok", .good)), \(why)")
      case .change:
        let reason = step.reason.map { ", \($0.terminalSafe)" } ?? ""
        let word = step.paths.isEmpty && step.move == nil ? "will run" : "change"
        lines.append("\(title): \(style.text(word, .change))\(reason)")
        lines += step.move.map(MoveText.lines) ?? []
        add(step.paths.compactMap { entries[$0] }, of: step)
        lines += PatchText.lines(step.reports, style)
      case .unknown(let why):
        lines.append("\(title): \(style.text("unknown", .change)), \(why.terminalSafe)")
        lines += step.move.map(MoveText.lines) ?? []
      case .skipped(let why): lines.append("\(title): skipped, \(why.terminalSafe)")
      case .owed(let why): lines.append("\(title): \(style.text("owed", .bad)), \(why)")
      case .refused(let reasons):
        lines.append("\(title): \(style.text("refused", .bad)) (\(step.place))")
        for reason in shown(reasons) { lines.append("    \(reason.terminalSafe)") }
        addRest(reasons.count, "reasons")
        for path in shown(step.paths) { if let entry = entries[path] { add(driftOf: entry) } }
        lines += PatchText.lines(step.reports, style)
      }
    }
    if !plan.lacks.isEmpty {
      lines.append("  \(style.text("note", .change)): a deploy by this account is refused")
      for reason in plan.lacks { lines.append("    \(reason.terminalSafe)") }
    }
    for note in plan.notes { lines.append("  \(style.text("note", .change)): \(note.terminalSafe)") }
    let destructions = Self.destructions(of: plan)
    if !destructions.isEmpty { lines.append("  \(style.text("destroys", .bad)):") }
    lines += shown(destructions).map { "    \($0)" }
    addRest(destructions.count, "of them")
  }

  private mutating func add(_ entries: [Entry], of step: PlannedStep) {
    if shown(entries).count < entries.count { lines.append("    \(PlanCount(entries).words)") }
    for entry in shown(entries) { add(entry, of: step) }
    addRest(entries.count, "paths")
  }

  /// The first ones, where there are many.
  private func shown<Item>(_ items: [Item]) -> ArraySlice<Item> {
    detail == .whole ? items[...] : items.prefix(PlanDetail.mostShown)
  }

  private mutating func addRest(_ count: Int, _ noun: String) {
    guard detail == .brief, count > PlanDetail.mostShown else { return }
    lines.append("    … and \(count - PlanDetail.mostShown) more \(noun): -v shows all")
  }

  private mutating func add(_ entry: Entry, of step: PlannedStep) {
    let end = entry.path.description.terminalSafe
    if let before = shown.updateValue(step.number, forKey: entry.path) {
      lines.append("    \(end): shown as it is after both, with step \(before)")
      return
    }
    let name = entry.name.map { "\($0.description.terminalSafe) → \(end)" } ?? end
    switch (entry.old, entry.new) {
    case (.directory, .directory): lines.append("    folder \(name)\(attributes(entry))")
    case (_, .directory): lines.append("    make folder \(name)")
    case (.directory, _): lines.append("    remove folder \(name)")
    case (let old, .link(let target?)):
      lines.append("    link \(name) → \(Self.words(target))\(was(old))")
    case (.absent, _): lines.append("    new file \(name)\(attributes(entry))")
    case (let old, .absent): lines.append("    remove \(name)\(was(old))")
    default: lines.append("    \(name)\(attributes(entry))")
    }
    if let remark = entry.remark { lines.append("    (\(remark.terminalSafe))") }
    if let drift = entry.drift {
      let since = style.text("changed on the server since \(drift.run.terminalSafe)", .change)
      lines.append("    \(since): that change is replaced")
      add(driftOf: entry)
    }
    guard let diff = entry.diff else {
      if case .file = entry.new {
        let reason = entry.holdsSecrets ? "it holds secrets" : "binary, or too large"
        lines.append("    (no difference to show: \(reason))")
      }
      return
    }
    let (old, new) = (entry.old == .absent ? nil : name, entry.new == .absent ? nil : name)
    lines += DiffText.lines(diff, from: old, to: new, style).map { "    " + $0 }
  }

  private static func words(_ target: [UInt8]) -> String { String(decoding: target, as: UTF8.self).terminalSafe }

  /// Where a link led before.
  private func was(_ old: FileState) -> String {
    if case .link(let target?) = old { ", which led to \(Self.words(target))" } else { "" }
  }

  /// What somebody changed there, marked so that it is not taken for what the run does.
  private mutating func add(driftOf entry: Entry) {
    guard let drift = entry.drift, let diff = drift.diff else { return }
    let name = entry.path.description.terminalSafe
    let titles = ("\(name), as \(drift.run.terminalSafe) left it", "\(name), as it is there now")
    lines += DiffText.lines(diff, from: titles.0, to: titles.1, style).map { "    ! " + $0 }
  }

  /// What changes beside the content.
  private func attributes(_ entry: Entry) -> String {
    guard let new = entry.new.attributes else { return "" }
    guard let old = entry.old.attributes else { return " (mode \(new.mode))" }
    var parts: [String] = []
    if old.mode != new.mode { parts.append("mode \(old.mode) to \(new.mode)") }
    if (old.owner, old.group) != (new.owner, new.group) {
      parts.append("owner \(old.owner):\(old.group) to \(new.owner):\(new.group)")
    }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }
}
