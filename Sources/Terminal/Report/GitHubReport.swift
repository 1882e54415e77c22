internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

/// A report for GitHub: annotations on the lines of the playbook, and a summary of the job.
package enum GitHubReport {
  /// Workflow commands, one a line.
  package static func annotations(_ report: Report) -> [String] {
    report.findings.map { finding in
      var properties: [(String, String)] = []
      if let file = finding.file { properties.append(("file", file)) }
      if let line = finding.line { properties.append(("line", String(line))) }
      if let column = finding.column { properties.append(("col", String(column))) }
      properties.append(("title", "deployctl: \(finding.rule.rawValue)"))
      let words = properties.map { "\($0.0)=\(escaped($0.1, isProperty: true))" }.joined(separator: ",")
      return "::\(command(finding.level)) \(words)::\(escaped(finding.words, isProperty: false))"
    }
  }

  private static func command(_ level: Finding.Level) -> String {
    switch level {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    text.escaped { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where isProperty: "%3A"
      case "," where isProperty: "%2C"
      default: nil
      }
    }
  }

  /// Markdown for the page of the job.
  package static func summary(_ report: Report) -> String {
    var lines = ["### deployctl \(report.command): \(report.exitMeaning)", ""]
    if !report.findings.isEmpty {
      lines += ["| | where | what |", "|---|---|---|"]
      for finding in report.findings {
        let place = [finding.file, finding.line.map(String.init)].compactMap { $0 }.joined(separator: ":")
        lines.append("| \(finding.level.rawValue) | \(cell(place)) | \(cell(finding.words)) |")
      }
      lines.append("")
    }
    for place in report.places {
      lines += ["| host | outcome | run |", "|---|---|---|"]
      for host in place.hosts {
        let run = place.run?.name ?? ""
        lines.append("| \(cell(host.target.host.name)) | \(host.outcome.word) | \(cell(run)) |")
      }
      lines.append("")
      lines += place.hosts.flatMap(details)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The plan of a host, folded.
  private static func details(_ host: HostReport) -> [String] {
    guard let plan = host.plan else { return [] }
    let text = PlanText.text(plan, through: host.connection, .plain)
    // Longer than any run of backticks in it.
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    let name = host.target.host.name.terminalSafe
    return [
      "<details><summary>\(name.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))</summary>", "",
      "\(fence)diff", text + fence, "", "</details>", "",
    ]
  }

  private static func longestRun(of mark: Character, in text: String) -> Int {
    var longest = 0
    var current = 0
    for character in text {
      current = character == mark ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }

  private static func cell(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("|", with: "\\|")
      .replacing("\n", with: "<br>")
  }
}
