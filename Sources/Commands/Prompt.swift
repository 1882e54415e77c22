internal import Glibc
internal import Reactor
internal import Synchronization

/// Questions on the terminal, one at a time.
actor Prompt {
  static let shared = Prompt()

  /// How the terminal was set before it was told to hide what is typed.
  private static let usualSettings = Mutex<termios?>(nil)

  private var isAsking = false
  private var waiting: [Wake] = []

  /// True for an answer that begins with y.
  func confirm(_ question: String) async -> Bool {
    let answer = await ask("\(question) [y/N] ", isSecret: false) ?? ""
    return answer.lowercased().hasPrefix("y")
  }

  /// The line that was typed, a secret one unseen; nil at the end of input, without a terminal, or once the task is cancelled.
  func ask(_ question: String, isSecret: Bool) async -> String? {
    do {
      // An actor lets others in while it waits; two questions on one terminal would mix.
      while isAsking {
        let turn = Wake()
        waiting.append(turn)
        _ = try await Reactor.shared.wait(for: nil, wake: turn)
      }
      try Task.checkCancellation()
      isAsking = true
      defer {
        isAsking = false
        for turn in waiting { turn.signal() }
        waiting = []
      }
      return try await readLine(question, isSecret: isSecret)
    } catch {
      return nil
    }
  }

  /// Undoes what a secret question did to the terminal, for a program that ends before the answer.
  static func showTyping() {
    guard let settings = usualSettings.withLock({ $0 }) else { return }
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return }
    var usual = settings
    tcsetattr(terminal, TCSANOW, &usual)
    _ = write(terminal, "\n", 1)
    close(terminal)
  }

  private func readLine(_ question: String, isSecret: Bool) async throws(CancellationError) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    // A job in the background is asked nothing: nobody would type for it.
    guard tcgetpgrp(terminal) == getpgrp() else { return nil }
    Foot.shared.hold()
    defer { Foot.shared.release() }
    var usual = termios()
    let isQuiet = isSecret && tcgetattr(terminal, &usual) == 0
    if isQuiet {
      let settings = usual
      Self.usualSettings.withLock { $0 = settings }
      var quiet = usual
      quiet.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(terminal, TCSAFLUSH, &quiet)
    }
    defer {
      if isQuiet {
        tcsetattr(terminal, TCSAFLUSH, &usual)
        Self.usualSettings.withLock { $0 = nil }
        _ = write(terminal, "\n", 1)
      }
    }
    _ = question.withCString { write(terminal, $0, strlen($0)) }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      // A read that has begun cannot be taken back.
      _ = try await Reactor.shared.wait(for: terminal, .read)
      let count = read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}
