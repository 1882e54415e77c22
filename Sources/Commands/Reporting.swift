internal import Deploy
internal import Glibc
internal import JSON
internal import SourceText
internal import Synchronization
internal import Terminal

/// A command whose report may be wanted by a program: what it says to people goes aside then.
final class Reporting: Sendable {
  private let command: String
  private let format: ReportFormat
  private let isStreaming: Bool
  private let console: Console
  private let start = ContinuousClock.now
  private let records = Mutex<[Record]>([])

  private init(_ command: String, _ format: ReportFormat, isStreaming: Bool, _ console: Console) {
    self.command = command
    self.format = format
    self.isStreaming = isStreaming
    self.console = console
  }

  /// Runs the body of a command and delivers its report, also where it fails before any host is asked.
  static func run(
    _ command: String, _ arguments: Arguments, _ console: Console,
    _ body: (Reporting, Console) async throws -> ExitCode
  ) async throws -> ExitCode {
    let format = try arguments.format(command)
    let aside = format == .text ? console : console.aside
    let reporting = Reporting(command, format, isStreaming: arguments.has(.stream), aside)
    guard format != .text else { return try await body(reporting, aside) }
    var problems: [Finding] = []
    let code: ExitCode
    do {
      code = try await body(reporting, aside)
    } catch {
      problems = Finding.list(of: error)
      code = Program.tell(error, aside)
    }
    try reporting.deliver(problems, code)
    return code
  }

  /// What happens at a place, for the report; nil where nobody reads one.
  func record(of place: String) -> Record? {
    guard format != .text else { return nil }
    let console = console
    let write: @Sendable (JSONValue) -> Void = { console.deliver("\($0.rendered)\n") }
    let record = Record(place, since: start, stream: isStreaming ? write : nil)
    records.withLock { $0.append(record) }
    return record
  }

  private func deliver(_ problems: [Finding], _ code: ExitCode) throws {
    let records = records.withLock { $0 }
    var report = Report(command: command, version: VersionCommand.version)
    report.places = records.map(\.place)
    report.problems = problems + records.compactMap(\.declined).map { Finding(.usage, .error, $0) }
    (report.exitCode, report.exitMeaning) = (code.rawValue, code.meaning)
    switch format {
    case .text: break
    case .json: console.deliver(JSONReport.value(report).rendered + "\n")
    case .junit: console.deliver(JUnitReport.text(report))
    case .sarif: console.deliver(SARIFReport.value(report).rendered + "\n")
    case .github:
      console.deliver(GitHubReport.annotations(report).map { "\($0)\n" }.joined())
      guard let path = getenv("GITHUB_STEP_SUMMARY").map({ String(cString: $0) }), !path.isEmpty else { return }
      try LocalFile.append(console.redacted(GitHubReport.summary(report)), to: path)
    }
  }
}

extension Finding {
  /// What went wrong before any host was asked.
  fileprivate static func list(of error: any Error) -> [Finding] {
    switch error {
    case let error as Problems: error.list.map { Finding($0) }
    case let error as UsageError: [Finding(.usage, .error, error.message)]
    case let error as LocalFile.Failure:
      [Finding(.local, .error, error.parts.message, hint: error.parts.hint)]
    default: [Finding(.local, .error, String(describing: error))]
    }
  }
}
