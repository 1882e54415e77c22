internal import Glibc

/// A pipe into which another process writes by opening a path, for programs that take a file but no descriptor.
///
/// It does not end when the writer does: this process keeps it open for a writer to come.
package final class PathPipe {
  package let output: PipeEnd
  private let input: PipeEnd

  package init(for program: String) throws(SpawnError) {
    let pipe = try Pipe(for: program)
    output = PipeEnd(owning: pipe.read)
    input = PipeEnd(owning: pipe.write)
  }

  /// The name under which processes of the same user find it while this object lives.
  package var path: String { "/proc/\(getpid())/fd/\(input.descriptor ?? -1)" }
}
