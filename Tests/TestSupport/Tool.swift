internal import Reactor

/// Runs the tools that tests stand on.
package enum Tool {
  /// Runs a program that must succeed, and returns what it printed.
  @discardableResult
  package static func run(_ executable: String, _ arguments: [String], stdin: String = "") async throws -> String {
    let result = try await Subprocess.run(
      executable, arguments, stdin: Array(stdin.utf8), deadline: .now + .seconds(60))
    guard result.status == .exited(0) else {
      let words = String(decoding: result.errorOutput, as: UTF8.self)
      throw Mishap("\(executable) \(arguments.joined(separator: " ")): \(result.status): \(words)")
    }
    return String(decoding: result.output, as: UTF8.self)
  }

  /// What a program of the system answers, for a test that compares it with ours; nil if it was killed.
  package static func answer(
    _ program: String, _ arguments: [String], stdin: [UInt8] = []
  ) async throws -> (status: Int32?, text: String) {
    let result = try await Subprocess.run(
      "/usr/bin/\(program)", arguments, environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], stdin: stdin,
      deadline: .now + .seconds(60))
    var code: Int32?
    if case .exited(let number) = result.status { code = number }
    return (code, String(decoding: result.output, as: UTF8.self))
  }

  /// Makes a key pair of this type; returns the public half, as one line.
  package static func makeKey(
    _ path: String, type: String = "ed25519", passphrase: String = "", extra: [String] = []
  ) async throws -> String {
    try await run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path] + extra)
    return try await run("/bin/cat", ["\(path).pub"])
  }
}
