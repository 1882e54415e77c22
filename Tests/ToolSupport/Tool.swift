import Glibc

/// A program of the system whose answers a test compares with ours.
package struct Tool {
  private let program: String

  package init(_ program: String) { self.program = program }

  package struct Result {
    package let status: Int32
    package let output: [UInt8]
    package var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// Runs the program to its end with its output and errors in files, so that no full pipe can block it.
  package func run(
    _ arguments: [String], in folder: borrowing ScratchFolder, input: [UInt8] = []
  ) throws(ToolError) -> Result {
    try folder.write("tool.in", input)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, "\(folder.path)/tool.in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, "\(folder.path)/tool.out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&files, 2, "\(folder.path)/tool.err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)

    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    let settings = ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=\(folder.path)"]
    var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { environment.forEach { free($0) } }
    var pid: pid_t = 0
    let spawned = posix_spawnp(&pid, program, &files, nil, &words, &environment)
    guard spawned == 0 else { throw ToolError("start \(program)", code: spawned) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw ToolError("wait for \(program)") }
    }
    return Result(status: status >> 8 & 0xff, output: try folder.read("tool.out"))
  }
}
