internal import Glibc
internal import Reactor
internal import Synchronization

/// Questions on the terminal, one at a time.
actor Prompt {
  static let shared = Prompt()

  /// How the terminal was set before it was told to hide what is typed.
  private static let usualSettings = Mutex<termios?>(nil)

  private var isAsking = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// True for an answer that begins with y.
  func confirm(_ question: String) async -> Bool {
    let answer = await ask("\(question) [y/N] ", isSecret: false) ?? ""
    return answer.lowercased().hasPrefix("y")
  }

  /// The line that was typed, a secret one unseen; nil at the end of input or without a terminal.
  func ask(_ question: String, isSecret: Bool) async -> String? {
    // An actor lets others in while it waits; two questions on one terminal would mix.
    while isAsking { await withCheckedContinuation { waiting.append($0) } }
    isAsking = true
    defer {
      isAsking = false
      if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
    do {
      return try await Blocking.run { Self.readLine(question, isSecret: isSecret) } ?? nil
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

  private static func readLine(_ question: String, isSecret: Bool) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    Foot.shared.hold()
    defer { Foot.shared.release() }
    var usual = termios()
    let isQuiet = isSecret && tcgetattr(terminal, &usual) == 0
    if isQuiet {
      let settings = usual
      usualSettings.withLock { $0 = settings }
      var quiet = usual
      quiet.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(terminal, TCSAFLUSH, &quiet)
    }
    defer {
      if isQuiet {
        tcsetattr(terminal, TCSAFLUSH, &usual)
        usualSettings.withLock { $0 = nil }
        _ = write(terminal, "\n", 1)
      }
    }
    _ = question.withCString { write(terminal, $0, strlen($0)) }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}
