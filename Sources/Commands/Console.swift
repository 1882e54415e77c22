internal import Glibc
internal import Synchronization
internal import Terminal

/// Where a command's words go: the answer to standard output, everything else to standard error.
final class Console: Sendable {
  let style: Style
  let errorStyle: Style
  let isInteractive: Bool
  private let order = Mutex(())

  init() {
    var environment: [String: String] = [:]
    for name in ["NO_COLOR", "TERM"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    style = Style.fitting(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    errorStyle = Style.fitting(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment)
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  func answer(_ text: String) { write(text, to: STDOUT_FILENO) }
  func say(_ text: String) { write(text, to: STDERR_FILENO) }

  private func write(_ text: String, to file: Int32) {
    order.withLock { _ in
      var rest = Array("\(text)\n".utf8)[...]
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
