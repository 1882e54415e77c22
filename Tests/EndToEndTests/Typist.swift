/// Runs a command on a terminal of its own and types an answer whenever it is asked.
enum Typist {
  /// The words that run a command this way; of several answers, with commas between them, each is for one question.
  ///
  /// The first answer is typed after so many seconds. With a gate, the file `GATE.asked` is made when the first question is
  /// there, which is answered once the gate is.
  static func words(
    answering answer: String, after pause: Double = 0, _ command: [String], once gate: String = ""
  ) -> [String] {
    ["/usr/bin/python3", "-c", program, answer, "\(pause)", gate] + command
  }

  private static let program = """
    import os, pty, sys, time
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[4], sys.argv[4:])
    seen, answered, answers = b"", 0, sys.argv[1].split(",")
    marks = [b"[y/N]", b"password for ", b"which number?", b"is protected: type", b"are protected: type"]
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        while answered < sum(seen.count(mark) for mark in marks):
            if not answered:
                time.sleep(float(sys.argv[2]))
                if sys.argv[3]:
                    open(sys.argv[3] + ".asked", "w").close()
                    while not os.path.exists(sys.argv[3]):
                        time.sleep(0.02)
            os.write(terminal, answers[min(answered, len(answers) - 1)].encode() + b"\\n")
            answered += 1
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
}
