internal import Crypto
internal import Glibc
internal import Synchronization
internal import Terminal

/// Where a command's words go: the answer to standard output, everything else to standard error.
final class Console: Sendable {
  let style: Style
  let errorStyle: Style
  let isInteractive: Bool
  /// Lines can be drawn anew: everything goes to a terminal that takes more than plain text.
  let isLive: Bool
  /// What is never shown, by any console of the program.
  private let hidden: Hidden
  /// Where answers go.
  private let answers: Int32
  /// Where all of it waits for its turn; nil where nothing comes before it.
  private let page: Page?

  /// The same for a command whose answer is for programs: what is meant for people goes to standard error.
  var aside: Console {
    Console(
      style: errorStyle, errorStyle: errorStyle, isInteractive, isLive: isLive, answers: STDERR_FILENO, hidden, page)
  }

  /// The same for what is said of one host among others.
  func on(_ page: Page) -> Console {
    Console(style: style, errorStyle: errorStyle, isInteractive, isLive: isLive, answers: answers, hidden, page)
  }

  private init(
    style: Style, errorStyle: Style, _ isInteractive: Bool, isLive: Bool, answers: Int32, _ hidden: Hidden,
    _ page: Page?
  ) {
    self.page = page
    self.isLive = isLive
    self.hidden = hidden
    self.style = style
    self.errorStyle = errorStyle
    self.isInteractive = isInteractive
    self.answers = answers
  }

  init() {
    answers = STDOUT_FILENO
    page = nil
    hidden = Hidden()
    var environment: [String: String] = [:]
    for name in ["NO_COLOR", "TERM"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    style = Style.fitting(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    errorStyle = Style.fitting(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment)
    // Nobody knows what a terminal without a name can do.
    isLive = style.isColoured && errorStyle.isColoured && !(environment["TERM"] ?? "").isEmpty
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  func answer(_ text: String) { write("\(text)\n", to: answers) }
  func say(_ text: String) { write("\(text)\n", to: STDERR_FILENO) }
  /// Writes what a program reads, as it is.
  func deliver(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// From here on nothing that is written shows these.
  func hide(_ secrets: Redaction) { hidden.redaction.withLock { $0 = $0.adding(secrets) } }

  /// The text as it may be shown.
  func redacted(_ text: String) -> String { hidden.redaction.withLock { $0.redacted(text) } }

  /// Writes all of it, as it is.
  static func put(_ text: String, to file: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // A reader that went away is no reason to stop a deploy.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func write(_ text: String, to file: Int32) {
    guard let page else {
      return hidden.redaction.withLock { redaction in
        let text = redaction.redacted(text)
        Foot.shared.above { Self.put(text, to: file) }
      }
    }
    page.put { [hidden] in
      // What other hosts ask has nothing to do with it, and shall not be torn apart.
      hidden.redaction.withLock { Foot.shared.besideQuestions($0.redacted(text), to: file) }
    }
  }
}

private final class Hidden: Sendable {
  let redaction = Mutex(Redaction())
}
