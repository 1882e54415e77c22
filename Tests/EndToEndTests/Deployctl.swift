import Deploy
import Glibc
import Reactor

/// The program under test, started as a user's shell starts it.
enum Deployctl {
  /// Beside the running test bundle, since both are products of one build.
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    precondition(count > 0, "the test bundle does not know where it lies")
    let bundle = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return bundle.prefix(through: bundle.lastIndex(of: "/") ?? bundle.startIndex) + "deployctl"
  }()

  /// Begins a run in this folder.
  static func start(
    _ words: [String], in folder: String, _ variables: [String: String] = [:]
  ) throws -> RunningCommand {
    try RunningCommand([path] + words, in: folder, variables)
  }

  static func run(_ words: [String], in folder: String = "/") async throws -> Ending {
    try await start(words, in: folder).ending()
  }
}

/// What a command said and how it ended.
struct Ending: Sendable, CustomStringConvertible {
  let status: ProcessStatus
  let output: String
  let errors: String

  /// Nil for a number that is not in the table, and after a signal.
  var code: ExitCode? {
    if case .exited(let number) = status { ExitCode(rawValue: number) } else { nil }
  }

  var everything: String { output + errors }

  /// The name of the run that was committed.
  var run: String? {
    let line = output.split(separator: "\n").first { $0.contains(": committed ") }
    return line?.split(separator: " ").last.map(String.init)
  }

  var description: String { "\(status)\n--- output\n\(output)--- errors\n\(errors)" }
}
