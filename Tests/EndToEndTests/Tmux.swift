import Reactor
import TestSupport

/// A terminal of its own with a window that tests look at.
struct Tmux {
  private let socket: String

  /// Starts a shell command in a window of this size.
  init(in folder: String, columns: Int, lines: Int, _ command: String) async throws {
    socket = "\(folder)/tmux"
    // What a person's settings say has no place here.
    try await tmux(
      "-u", "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(lines)", "sh", "-c", command)
  }

  func end() async {
    do {
      try await tmux("kill-server")
    } catch {
      // It has ended with its last window.
    }
  }

  func resize(columns: Int, lines: Int) async throws {
    try await tmux("resize-window", "-x", "\(columns)", "-y", "\(lines)")
  }

  /// Types these keys.
  func type(_ keys: String...) async throws { try await tmux(["send-keys"] + keys) }

  /// The lines that stand in the window, without blanks at their ends.
  func screen() async throws -> [String] {
    try await tmux("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  func isCursorSeen() async throws -> Bool { try await tmux("display-message", "-p", "#{cursor_flag}") == "1\n" }

  /// Looks again and again until the window shows that.
  func shows(_ what: String, _ holds: ([String]) -> Bool) async throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let screen = try await screen()
      if holds(screen) { return screen }
      guard ContinuousClock.now < deadline else {
        throw Mishap("never seen: \(what)\n\(screen.joined(separator: "\n"))")
      }
      _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(50))
    }
  }

  @discardableResult private func tmux(_ words: String...) async throws -> String { try await tmux(words) }

  @discardableResult private func tmux(_ words: [String]) async throws -> String {
    try await Tool.run("/usr/bin/tmux", ["-S", socket] + words)
  }
}
