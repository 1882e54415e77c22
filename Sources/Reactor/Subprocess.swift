/// Runs a program to its end and collects what it says.
package enum Subprocess {
  package struct Result: Sendable, Equatable {
    package let output: [UInt8]
    package let errorOutput: [UInt8]
    package let status: ProcessStatus
  }

  /// The program was still running when its time was up, and was killed.
  package struct TimedOut: Error, Equatable, CustomStringConvertible {
    package let executable: String

    package var description: String { "\(executable) did not end in time and was killed" }
  }

  /// Feeds the program its input, collects both outputs and waits for its end.
  ///
  /// A program that is cancelled or out of time is killed together with what it started. A program that does not read
  /// all of its input is not an error.
  package static func run(
    _ executable: String, _ arguments: [String] = [], environment: [String]? = nil, stdin: [UInt8] = [],
    deadline: ContinuousClock.Instant? = nil
  ) async throws -> Result {
    let child = try ChildProcess(executable, arguments, environment: environment)
    do {
      return try await converse(with: child, stdin[...], deadline) ?? { throw TimedOut(executable: executable) }()
    } catch {
      child.terminate()
      throw error
    }
  }

  private static func converse(
    with child: ChildProcess, _ input: ArraySlice<UInt8>, _ deadline: ContinuousClock.Instant?
  ) async throws(CancellationError) -> Result? {
    var (rest, output, errorOutput) = (input, [UInt8](), [UInt8]())
    while true {
      var awaited: [Awaited] = []
      feed(child.input, &rest)
      if let descriptor = child.input.descriptor { awaited.append(Awaited(descriptor, .write)) }
      collect(child.output, &output)
      if let descriptor = child.output.descriptor { awaited.append(Awaited(descriptor, .read)) }
      collect(child.errorOutput, &errorOutput)
      if let descriptor = child.errorOutput.descriptor { awaited.append(Awaited(descriptor, .read)) }
      if child.output.descriptor == nil, child.errorOutput.descriptor == nil {
        if let status = child.status() {
          return Result(output: output, errorOutput: errorOutput, status: status)
        }
        awaited.append(Awaited(child.exitDescriptor, .read))
      }
      if try await Reactor.shared.wait(for: awaited, until: deadline) == .deadline { return nil }
    }
  }

  private static func feed(_ input: PipeEnd, _ rest: inout ArraySlice<UInt8>) {
    while !rest.isEmpty {
      switch input.write(rest) {
      case .taken(let count): rest = rest.dropFirst(count)
      case .notYet: return
      case .nobodyReads: rest = []
      }
    }
    input.close()
  }

  private static func collect(_ stream: PipeEnd, _ bytes: inout [UInt8]) {
    while stream.descriptor != nil {
      switch stream.read() {
      case .bytes(let more): bytes += more
      case .end: stream.close()
      case .notYet: return
      }
    }
  }
}
