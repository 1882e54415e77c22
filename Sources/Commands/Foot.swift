internal import Glibc
internal import Synchronization
internal import Terminal

/// The lines at the foot of the terminal that are drawn anew while a run goes on.
///
/// The cursor is never hidden, so that nothing has to be given back, whatever ends the program.
final class Foot: Sendable {
  static let shared = Foot()

  private struct State {
    var lines: [LiveLine] = []
    /// The columns of each line that stands there now.
    var drawn: [Int] = []
    /// How many want the terminal for themselves.
    var holders = 0
    /// What is written when they are through.
    var waiting: [(text: String, file: Int32)] = []
  }

  private let state = Mutex(State())

  /// Draws these lines, which fit into the window, in place of those before.
  func show(_ lines: [LiveLine]) {
    state.withLock { state in
      state.lines = lines
      redraw(&state)
    }
  }

  /// Writes something that scrolls up above the lines.
  func above(_ write: () -> Void) {
    state.withLock { above(&$0, write) }
  }

  /// The same, once no question stands on the terminal.
  func besideQuestions(_ text: String, to file: Int32) {
    state.withLock { state in
      if state.holders > 0 { state.waiting.append((text, file)) } else { above(&state) { Console.put(text, to: file) } }
    }
  }

  /// Takes the lines away until they are let back, for a question or for good.
  func hold() {
    state.withLock { state in
      state.holders += 1
      erase(&state)
    }
  }

  /// The same for good: what waits for the end of a question is written now.
  func leave() {
    hold()
    state.withLock { state in
      for (text, file) in state.waiting { Console.put(text, to: file) }
      state.waiting = []
    }
  }

  func release() {
    state.withLock { state in
      state.holders -= 1
      guard state.holders == 0 else { return }
      for (text, file) in state.waiting { Console.put(text, to: file) }
      state.waiting = []
      redraw(&state)
    }
  }

  private func above(_ state: inout State, _ write: () -> Void) {
    guard !state.drawn.isEmpty else { return write() }
    erase(&state)
    write()
    redraw(&state)
  }

  private func redraw(_ state: inout State) {
    guard state.holders == 0 else { return }
    let before = erasure(of: state.drawn)
    guard !state.lines.isEmpty || !before.isEmpty else { return }
    Console.put(before + state.lines.map { $0.text + "\n" }.joined(), to: STDERR_FILENO)
    state.drawn = state.lines.map(\.columns)
  }

  private func erase(_ state: inout State) {
    let erasure = erasure(of: state.drawn)
    Console.put(erasure, to: STDERR_FILENO)
    state.drawn = []
  }

  /// Up to the first line and away with what stands below; a window that became narrower has wrapped the lines.
  private func erasure(of drawn: [Int]) -> String {
    guard !drawn.isEmpty else { return "" }
    let columns = max(1, Self.window.columns)
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    return "\r\u{1B}[\(rows)A\u{1B}[J"
  }

  /// The size of the terminal, asked each time: it may have changed.
  static var window: LiveText.Window {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return LiveText.Window(columns: 80, lines: 24)
    }
    return LiveText.Window(columns: Int(size.ws_col), lines: Int(size.ws_row))
  }
}
