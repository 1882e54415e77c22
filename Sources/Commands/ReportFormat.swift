/// How a command tells what it found.
enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, junit, github, sarif
}

extension OptionSpec {
  static let format = OptionSpec(
    "format", value: "NAME", choices: ReportFormat.allCases.map(\.rawValue),
    "how to tell it: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
  static let stream = OptionSpec("stream", nil, "with --format json: each event as a line of its own, as it comes")
}

extension Arguments {
  /// The options of every command whose report programs may read.
  static let reporting: [OptionSpec] = [.format, .stream]

  func format(_ command: String) throws(UsageError) -> ReportFormat {
    let word = value(.format) ?? ReportFormat.text.rawValue
    guard let format = ReportFormat(rawValue: word) else {
      throw .noChoice(word, of: .format, command: command)
    }
    if has(.stream), format != .json { throw UsageError("--stream goes with --format json", command: command) }
    return format
  }
}
