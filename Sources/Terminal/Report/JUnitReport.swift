internal import Diff
internal import Plan
internal import Playbook
internal import SourceText
internal import Transaction

/// A report as JUnit XML: a suite for each host, a case for each step.
package enum JUnitReport {
  package static func text(_ report: Report) -> String {
    let suites = problems(report).map { [$0] } ?? []
    let all =
      suites
      + report.places.flatMap { place in
        place.hosts.isEmpty ? [suite(of: place)] : place.hosts.map { suite($0, of: place) }
      }
    let root = XMLElement(
      "testsuites", [("name", "deployctl \(report.command)")] + counts(all.flatMap(\.children)), all)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.rendered
  }

  /// What was wrong before any host was asked, as a suite of its own.
  private static func problems(_ report: Report) -> XMLElement? {
    guard !report.problems.isEmpty else { return nil }
    let cases = report.problems.map { problem in
      let place = [problem.file, problem.line.map(String.init)].compactMap { $0 }.joined(separator: ":")
      let name = place.isEmpty ? problem.message : "\(place): \(problem.message)"
      return testCase(name, in: report.command, problem, [bad("error", problem.rule.rawValue, problem.words)])
    }
    return XMLElement("testsuite", [("name", report.command)] + counts(cases), cases)
  }

  /// A playbook whose hosts were not asked.
  private static func suite(of place: Report.Place) -> XMLElement {
    let cases = [testCase("fits", in: place.name, nil, [])]
    return XMLElement("testsuite", [("name", place.name)] + counts(cases), cases)
  }

  private static func suite(_ host: HostReport, of place: Report.Place) -> XMLElement {
    let findings = host.findings(of: place).filter { $0.level == .error }
    var cases = host.steps.map { step in
      let own = findings.filter { $0.step == step.planned.number }
      return testCase(
        "\(step.planned.number) \(step.planned.title.terminalSafe)", in: place.name, Finding(at: step),
        marks(step, own) + printed(step), seconds: step.seconds)
    }
    // What is about no step: the host cannot be asked, is refused as a whole, needs a person.
    let steps = Set(host.steps.map(\.planned.number))
    for finding in findings where finding.step.map({ !steps.contains($0) }) ?? true {
      cases.append(
        testCase(
          finding.rule.rawValue, in: place.name, finding, [bad("error", finding.rule.rawValue, finding.words)]))
    }
    if cases.isEmpty { cases = [testCase("host", in: place.name, nil, host.isLeftOut ? [skipped(host)] : [])] }
    let name = host.target.host.name
    return XMLElement(
      "testsuite", [("name", name), ("package", place.name), ("hostname", name)] + counts(cases), cases)
  }

  private static func marks(_ step: StepReport, _ findings: [Finding]) -> [XMLElement] {
    if !findings.isEmpty {
      let words = findings.map(\.words) + step.output
      return [bad("failure", findings[0].rule.rawValue, words.joined(separator: "\n"), findings[0].message)]
    }
    guard step.result == .notRun else { return [] }
    return [XMLElement("skipped", [("message", "not run, since an earlier step failed")])]
  }

  private static func skipped(_ host: HostReport) -> XMLElement {
    XMLElement("skipped", [("message", "left out, since it does not answer")])
  }

  private static func printed(_ step: StepReport) -> [XMLElement] {
    var lines = ["plan: \(step.word)" + (step.result.map { ", result: \($0.rawValue)" } ?? "")] + step.reasons
    for entry in step.entries {
      let path = entry.path.description
      lines.append(path.terminalSafe)
      guard let diff = entry.diff else { continue }
      lines += DiffText.lines(
        diff, from: entry.old == .absent ? nil : path, to: entry.new == .absent ? nil : path, .plain)
    }
    return [XMLElement("system-out", text: (lines + step.output).joined(separator: "\n"))]
  }

  private static func bad(_ name: String, _ type: String, _ text: String, _ message: String? = nil) -> XMLElement {
    let first = message ?? text.split(separator: "\n").first.map(String.init) ?? ""
    return XMLElement(name, [("message", first), ("type", type)], text: text)
  }

  private static func testCase(
    _ name: String, in place: String, _ finding: Finding?, _ children: [XMLElement], seconds: Double = 0
  ) -> XMLElement {
    let file = finding?.file.map { [("file", $0)] } ?? []
    let line = finding?.line.map { [("line", String($0))] } ?? []
    return XMLElement(
      "testcase", [("name", name), ("classname", place), ("time", time(seconds))] + file + line, children)
  }

  private static func counts(_ cases: [XMLElement]) -> [(String, String)] {
    let cases = cases.filter { $0.name == "testcase" }
    func count(_ mark: String) -> String { String(cases.count { $0.children.contains { $0.name == mark } }) }
    let seconds = cases.reduce(0) { $0 + (Double($1["time"] ?? "") ?? 0) }
    return [
      ("tests", String(cases.count)), ("failures", count("failure")), ("errors", count("error")),
      ("skipped", count("skipped")), ("time", time(seconds)),
    ]
  }

  private static func time(_ seconds: Double) -> String {
    let thousandths = Int((seconds * 1000).rounded())
    return "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst())"
  }
}

extension HostReport {
  fileprivate var isLeftOut: Bool { if case .skipped = outcome { true } else { false } }
}

extension Finding {
  /// Where a step stands.
  fileprivate init(at step: StepReport) {
    self = Finding(.remark, .note, "").at(step.planned.place, in: nil)
  }
}
