package import SourceText

/// Something that a person should look at, with its place as far as it has one.
package struct Finding: Sendable {
  package enum Level: String, Sendable {
    case error, warning, note
  }

  /// What kind of thing it is: stable names, by which programs choose.
  package enum Rule: String, Sendable, CaseIterable {
    case usage, local, playbook, unreachable, skipped, refused, drift, failed, person, running, pending, unknown,
      permission, remark

    package var meaning: String {
      switch self {
      case .usage: "the command line cannot be understood"
      case .local: "something on the machine where deployctl runs"
      case .playbook: "a problem of a playbook, an inventory or a diff"
      case .unreachable: "a host could not be asked"
      case .skipped: "a host does not answer, and is left out because that was wanted"
      case .refused: "a plan, or a host's last check, says no"
      case .drift: "somebody changed a file on the server since it was last deployed"
      case .failed: "a step failed, and the host put everything back"
      case .person: "something needs a person"
      case .running: "the connection was lost while the run goes on"
      case .pending: "a deploy would change something"
      case .unknown: "nobody can tell before a deploy what a step does"
      case .permission: "this account may look, and could not carry the plan out"
      case .remark: "something to know before agreeing to a plan"
      }
    }
  }

  package let rule: Rule
  package let level: Level
  package let message: String
  package var hint: String?
  package var host: String?
  /// Which step of the playbook.
  package var step: Int?
  package var file: String?
  package var line: Int?
  package var column: Int?

  package init(
    _ rule: Rule, _ level: Level, _ message: String, hint: String? = nil, host: String? = nil, step: Int? = nil
  ) {
    self.rule = rule
    self.level = level
    self.message = message.terminalSafe
    self.hint = hint?.terminalSafe
    self.host = host
    self.step = step
  }

  package init(_ problem: Problem) {
    self.init(.playbook, .error, problem.message, hint: problem.hint)
    let location = problem.range.location
    (file, line, column) = (location.file, location.line, location.column)
  }

  /// The same at a place such as `playbooks/x.yml:14`; where that is none, at the beginning of the file.
  func at(_ place: String?, in file: String?) -> Finding {
    var finding = self
    if let place, let cut = place.lastIndex(of: ":"), let line = Int(place[place.index(after: cut)...]) {
      (finding.file, finding.line) = (String(place[..<cut]), line)
    } else if let file {
      (finding.file, finding.line) = (file, 1)
    }
    return finding
  }

  /// All that is said of it, in one text.
  package var words: String {
    let place = [host, step.map { "step \($0)" }].compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? "" : "\(place): ") + message + (hint.map { " (\($0))" } ?? "")
  }
}
