/// Runs a command on a terminal of its own and types the same answer whenever it is asked.
enum Typist {
  /// The words that run a command this way.
  static func words(answering answer: String, _ command: [String]) -> [String] {
    ["/usr/bin/python3", "-c", program, answer] + command
  }

  private static let program = """
    import os, pty, sys
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[2], sys.argv[2:])
    seen, answered = b"", 0
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        while answered < seen.count(b"[y/N]"):
            os.write(terminal, sys.argv[1].encode() + b"\\n")
            answered += 1
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
}
