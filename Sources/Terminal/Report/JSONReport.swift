internal import Diff
package import JSON
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

/// A report as JSON; docs/scripting.md describes every member.
package enum JSONReport {
  /// Changes when a member goes or gets another meaning, not when one comes.
  static let schema = "deployctl.report/1"

  package static func value(_ report: Report) -> JSONValue {
    JSONValue([
      "schema": .string(schema), "command": .string(report.command), "version": .string(report.version),
      "exit": JSONValue(["code": .integer(Int(report.exitCode)), "meaning": .string(report.exitMeaning)]),
      "findings": .array(report.findings.map(value)),
      "places": .array(report.places.map(value)),
    ])
  }

  static func value(_ finding: Finding) -> JSONValue {
    JSONValue([
      "rule": .string(finding.rule.rawValue), "level": .string(finding.level.rawValue),
      "message": .string(finding.message), "hint": finding.hint.map { .string($0) },
      "host": finding.host.map { .string($0) }, "step": finding.step.map { .integer($0) },
      "file": finding.file.map { .string($0) }, "line": finding.line.map { .integer($0) },
      "column": finding.column.map { .integer($0) },
    ])
  }

  private static func value(_ place: Report.Place) -> JSONValue {
    JSONValue([
      "place": .string(place.name), "run": place.run.map { .string($0.name) },
      "hosts": .array(place.hosts.map(value)),
    ])
  }

  private static func value(_ host: HostReport) -> JSONValue {
    JSONValue([
      "host": .string(host.target.host.name), "root": .string((host.plan?.target ?? host.target).root.description),
      "connection": host.connection.map { .string($0) }, "status": .string(host.outcome.word),
      "changes": host.plan.map { .bool($0.hasChanges) },
      "seconds": host.events.isEmpty ? nil : .decimal(host.seconds),
      "refusals": .strings(host.plan?.refusals ?? []), "notes": .strings(host.plan?.notes ?? []),
      "lacks": .strings(host.plan?.lacks ?? []),
      "steps": .array(host.steps.map(value)),
      "evidence": .strings(host.course?.evidence ?? []),
    ])
  }

  private static func value(_ step: StepReport) -> JSONValue {
    let finding = Finding(.remark, .note, "").at(step.planned.place, in: nil)
    return JSONValue([
      "number": .integer(step.planned.number), "title": .string(step.planned.title.terminalSafe),
      "file": finding.file.map { .string($0) }, "line": finding.line.map { .integer($0) },
      "plan": .string(step.word), "result": step.result.map { .string($0.rawValue) },
      "seconds": step.result == nil ? nil : .decimal(step.seconds),
      "because": step.planned.reason.map { .string($0.terminalSafe) },
      "reasons": .strings(step.reasons), "files": .array(step.entries.map(value)),
      "checkout": step.planned.move.map(value),
      "output": .strings(step.output),
    ])
  }

  private static func value(_ move: GitMove) -> JSONValue {
    let range = move.survey.range
    return JSONValue([
      "folder": .string(move.folder.description.terminalSafe), "from": .string(move.commits.from),
      "to": .string(move.commits.to), "branch": move.branch.map { .string($0.terminalSafe) },
      "commits": range.map { .integer($0.count) },
      "paths": range.map { range in
        .array(
          range.files.map { JSONValue(["path": .string($0.path.terminalSafe), "change": .string(String($0.change))]) })
      },
      "stashed": .strings(move.stashed),
    ])
  }

  private static func value(_ entry: Entry) -> JSONValue {
    let path = entry.path.description
    let names = (entry.old == .absent ? "/dev/null" : path, entry.new == .absent ? "/dev/null" : path)
    return JSONValue([
      "path": .string(path.terminalSafe), "change": .string(entry.word),
      "mode": entry.new.attributes.map { .string($0.mode.description) }, "becomes": becomes(entry),
      "diff": entry.diff.map { .string($0.text(from: names.0, to: names.1)) },
      "drift": entry.drift.map { drift in
        JSONValue([
          "since": .string(drift.run.terminalSafe),
          "diff": drift.diff.map { .string($0.text(from: "\(path) then", to: "\(path) now")) },
        ])
      },
      "remark": entry.remark.map { .string($0.terminalSafe) },
    ])
  }
}

extension JSONReport {
  /// What will lie there.
  private static func becomes(_ entry: Entry) -> JSONValue? {
    let owners = JSONValue([
      "mode": entry.new.attributes.map { .string($0.mode.description) },
      "owner": entry.new.attributes.map { .integer($0.owner) },
      "group": entry.new.attributes.map { .integer($0.group) },
    ])
    switch entry.new {
    case .file(_, let size, let hash, _):
      // The hash and size of what holds secrets would let somebody try words against them.
      let content =
        entry.holdsSecrets
        ? JSONValue(["secret": .bool(true)])
        : JSONValue(["size": .integer(size), "sha256": .string("\(hash)")])
      return JSONValue(["kind": "file"]).merging(owners).merging(content)
    case .directory: return JSONValue(["kind": "folder"]).merging(owners)
    case .link(let target):
      return JSONValue(["kind": "link", "target": target.map { .string(String(decoding: $0, as: UTF8.self)) }])
    case .absent: return JSONValue(["kind": "nothing"])
    case .other, .unreadable: return nil
    }
  }
}

extension UnifiedDiff {
  fileprivate func text(from old: String, to new: String) -> String {
    String(decoding: render(oldLabel: old, newLabel: new), as: UTF8.self)
  }
}

extension JSONValue {
  fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0.terminalSafe) }) }
}

extension Entry {
  fileprivate var word: String {
    switch (old, new) {
    case (_, .directory): "make-folder"
    case (.directory, _): "remove-folder"
    case (.absent, _): "create"
    case (_, .absent): "remove"
    default: "replace"
    }
  }
}

extension Outcome {
  /// A stable word for programs.
  package var word: String {
    switch self {
    case .unreachable: "unreachable"
    case .skipped: "skipped"
    case .refused: "refused"
    case .planned: "planned"
    case .nothingToDo: "unchanged"
    case .leftAlone: "left-alone"
    case .ended(let state, _): state.rawValue
    case .leftRunning: "left-running"
    }
  }
}
