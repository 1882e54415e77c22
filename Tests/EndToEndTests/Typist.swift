/// Runs a command on a terminal of its own and types an answer when it is asked.
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
    seen, asked = b"", False
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if not asked and b"[y/N]" in seen:
            os.write(terminal, sys.argv[1].encode() + b"\\n")
            asked = True
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
}
