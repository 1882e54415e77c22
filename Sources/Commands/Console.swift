internal import Glibc
internal import Synchronization
internal import Terminal

/// Where a command's words go: the answer to standard output, everything else to standard error.
final class Console: Sendable {
  let style: Style
  let errorStyle: Style
  let isInteractive: Bool
  private let order = Mutex(())
  /// Where answers go.
  private let answers: Int32

  /// The same for a command whose answer is for programs: what is meant for people goes to standard error.
  var aside: Console { Console(style: errorStyle, errorStyle: errorStyle, isInteractive, answers: STDERR_FILENO) }

  private init(style: Style, errorStyle: Style, _ isInteractive: Bool, answers: Int32) {
    self.style = style
    self.errorStyle = errorStyle
    self.isInteractive = isInteractive
    self.answers = answers
  }

  init() {
    answers = STDOUT_FILENO
    var environment: [String: String] = [:]
    for name in ["NO_COLOR", "TERM"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    style = Style.fitting(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    errorStyle = Style.fitting(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment)
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  func answer(_ text: String) { write("\(text)\n", to: answers) }
  func say(_ text: String) { write("\(text)\n", to: STDERR_FILENO) }
  /// Writes what a program reads, as it is.
  func deliver(_ text: String) { write(text, to: STDOUT_FILENO) }

  private func write(_ text: String, to file: Int32) {
    order.withLock { _ in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        // A reader that went away is no reason to stop a deploy.
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }
}
