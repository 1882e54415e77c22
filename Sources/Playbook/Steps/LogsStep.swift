internal import SourceText
internal import YAML

/// Logs that must stay quiet for a while.
package struct LogsStep: Sendable {
  package let source: LogSource
  /// How long they are watched.
  package let window: Duration
  /// POSIX extended regular expressions; a new line that matches one is a failure.
  package let failing: [String]
  /// Lines that match one of these are none.
  package let ignored: [String]
  /// A line that has to come, and then ends the wait.
  package let ready: String?
  /// How many lines that match are allowed.
  package let budget: Int
  /// Only reports, and never fails.
  package let observes: Bool
  /// Lines such as were in the log before are no failures.
  package let newOnly: Bool
  package let ignoresCase: Bool
}

/// Where lines come from.
package enum LogSource: Sendable, Hashable {
  case file([AbsolutePath])
  /// The journal of systemd units.
  case systemd([UnitName])
  /// What the containers of compose services print.
  case compose([ComposeService])
}

extension LogsStep {
  private static let standardPattern = "error|exception|traceback|panic|fatal"

  static let shape = Shape(
    [
      "systemd": .oneOrMore(.text), "systemd_user": .oneOrMore(.text), "compose": .oneOrMore(.text),
      "file": .oneOrMore(.text), "for": .duration,
      "fail": .oneOrMore(.text), "ignore": .oneOrMore(.text), "ready": .text, "budget": .number(0...9999),
      "mode": .choice(["gate", "observe"]), "new_only": .flag, "case": .choice(["exact", "ignore"]),
    ], oneOf: ["systemd", "systemd_user", "compose", "file"]
  ).with(ComposeProject.settings)

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> LogsStep? {
    guard let fields = reading.fields(node, of: "logs", shape) else { return nil }
    let source = fields.only(of: shape.kinds, reading.findings).flatMap {
      self.source($0, fields, reading, below: root)
    }
    let window = fields["for"].map { reading.duration($0, "the duration 'for'", allowsZero: true) } ?? .seconds(20)
    let failing = fields["fail"].map { reading.patterns($0) } ?? [standardPattern]
    let ignored = fields["ignore"].map { reading.patterns($0) } ?? []
    let ready = fields["ready"].map { reading.pattern($0, "a pattern") }
    let budget = fields["budget"].map { reading.count($0) } ?? 0
    let observes = fields["mode"].map { choice($0, reading, yes: "observe", no: "gate") } ?? false
    let newOnly = fields["new_only"].map { reading.flag($0) } ?? false
    let ignoresCase = fields["case"].map { choice($0, reading, yes: "ignore", no: "exact") } ?? true
    guard let source, let window, let failing, let ignored, let budget, let observes, let newOnly, let ignoresCase
    else { return nil }
    if case .some(.none) = ready { return nil }
    return LogsStep(
      source: source, window: window, failing: failing, ignored: ignored, ready: ready ?? nil, budget: budget,
      observes: observes, newOnly: newOnly, ignoresCase: ignoresCase)
  }

  private static func source(
    _ kind: String, _ fields: Fields, _ reading: Reading, below root: AbsolutePath
  ) -> LogSource? {
    guard let node = fields[kind] else { return nil }
    if kind != "compose" { ComposeProject.refuse(fields, reading.findings) }
    switch kind {
    case "systemd", "systemd_user": return reading.units(node, kind).map { .systemd($0) }
    case "compose": return reading.composeServices(node, fields, below: root).map { .compose($0) }
    default: return .file(files(node, reading, below: root))
    }
  }

  private static func files(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> [AbsolutePath] {
    var seen: Set<AbsolutePath> = []
    return reading.oneOrMore(node, "the path of a log").compactMap { node in
      let path = reading.value(node, "the path of a log") { scalar throws(Malformed) in
        guard !PathParts.namesFolder(scalar.text) else {
          throw Malformed("'\(scalar.text.shortened)' is a folder, not a log", hint: "name the file")
        }
        return try Reading.hostPath(scalar.text, below: root)
      }
      guard let path else { return nil }
      if !seen.insert(path).inserted {
        reading.findings.add("'\(path)' is watched already", at: node.range)
      }
      return path
    }
  }

  private static func choice(_ node: Node, _ reading: Reading, yes: String, no: String) -> Bool? {
    let (first, second) = (min(yes, no), max(yes, no))
    return reading.value(node, "\(first) or \(second)") { scalar throws(Malformed) in
      switch scalar.text {
      case yes: return true
      case no: return false
      default: throw Malformed("expected \(first) or \(second), found '\(scalar.text.shortened)'")
      }
    }
  }
}

extension Reading {
  /// One pattern or a list of them, any of which may match.
  fileprivate func patterns(_ node: Node) -> [String]? {
    let nodes = oneOrMore(node, "a pattern")
    let patterns = nodes.compactMap { pattern($0, "a pattern") }
    return patterns.isEmpty || patterns.count < nodes.count ? nil : patterns
  }

  /// How many lines are allowed.
  fileprivate func count(_ node: Node) -> Int? {
    value(node, "a number of lines") { scalar throws(Malformed) in
      guard let count = Int(scalar.text), 0...9999 ~= count, "\(count)" == scalar.text else {
        throw Malformed("expected a number of lines from 0 to 9999, found '\(scalar.text.shortened)'")
      }
      return count
    }
  }
}
