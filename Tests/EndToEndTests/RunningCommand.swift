import Glibc
import Reactor
import TestSupport

/// A command that runs while the test looks on; it does not outlive this object.
final class RunningCommand {
  private let words: [String]
  private let child: ChildProcess
  private var output: [UInt8] = []
  private var errors: [UInt8] = []

  init(_ words: [String], in folder: String, _ variables: [String: String] = [:]) throws {
    self.words = words
    let environment =
      [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=\(folder)",
      ] + variables.map { "\($0)=\($1)" }
    child = try ChildProcess(
      "/bin/sh", ["-c", #"cd -- "$0" && exec "$@""#, folder] + words, environment: environment)
    child.input.close()
  }

  deinit { child.terminate() }

  func send(_ signal: Int32) { kill(child.identifier, signal) }

  /// As a terminal does, to the command and everything that it started in its own process group.
  func sendToGroup(_ signal: Int32) { kill(-child.identifier, signal) }

  /// What it has answered so far.
  func answer() -> String {
    collect(child.output, &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// Waits for the end.
  func ending() async throws -> Ending {
    let deadline = ContinuousClock.now + .seconds(120)
    while true {
      collect(child.output, &output)
      collect(child.errorOutput, &errors)
      var awaited = [child.output, child.errorOutput].compactMap { $0.descriptor.map { Awaited($0, .read) } }
      if awaited.isEmpty {
        if let status = child.status() {
          return Ending(
            status: status, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
        }
        awaited = [Awaited(child.exitDescriptor, .read)]
      }
      guard try await Reactor.shared.wait(for: awaited, until: deadline) == .ready else {
        throw Mishap("it does not end: \(words.joined(separator: " "))")
      }
    }
  }

  private func collect(_ stream: PipeEnd, _ bytes: inout [UInt8]) {
    while stream.descriptor != nil {
      switch stream.read() {
      case .bytes(let more): bytes += more
      case .end: stream.close()
      case .notYet: return
      }
    }
  }
}
