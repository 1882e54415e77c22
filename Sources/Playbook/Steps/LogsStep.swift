internal import SourceText
internal import YAML

/// Logs that must stay quiet for a while.
package struct LogsStep: Sendable {
  package let source: LogSource
  /// How long they are watched.
  package let window: Duration
  /// A POSIX extended regular expression; a new line that matches it is a failure.
  package let pattern: String
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
  private static let kinds = ["systemd", "compose", "file"]
  private static let standardPattern = "error|exception|traceback|panic|fatal"

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> LogsStep? {
    guard let fields = reading.fields(node, of: "logs", keys: kinds + ["for", "fail", "case"]) else { return nil }
    let source = fields.only(of: kinds, reading.findings).flatMap { self.source($0, fields, reading, below: root) }
    let window = fields["for"].map { reading.duration($0, "the duration 'for'") } ?? .seconds(20)
    let pattern = fields["fail"].map { reading.pattern($0, "a pattern") } ?? standardPattern
    let ignoresCase = fields["case"].map { self.ignoresCase($0, reading) } ?? true
    guard let source, let window, let pattern, let ignoresCase else { return nil }
    return LogsStep(source: source, window: window, pattern: pattern, ignoresCase: ignoresCase)
  }

  private static func source(
    _ kind: String, _ fields: Fields, _ reading: Reading, below root: AbsolutePath
  ) -> LogSource? {
    guard let node = fields[kind] else { return nil }
    switch kind {
    case "systemd": return reading.units(node).map { .systemd($0) }
    case "compose": return reading.composeServices(node).map { .compose($0) }
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

  private static func ignoresCase(_ node: Node, _ reading: Reading) -> Bool? {
    reading.value(node, "exact or ignore") { scalar throws(Malformed) in
      switch scalar.text {
      case "exact": return false
      case "ignore": return true
      default: throw Malformed("expected exact or ignore, found '\(scalar.text.shortened)'")
      }
    }
  }
}
