internal import Deploy
internal import Plan
internal import Playbook
internal import Reactor
internal import Synchronization
internal import Terminal
internal import Transaction

/// Keeps the foot of the terminal up to date while a run goes on.
final class LiveDisplay: Sendable {
  private static let drawsEvery = Duration.milliseconds(200)

  private let text: Mutex<LiveText>
  private let console: Console
  private let start = ContinuousClock.now

  init(_ targets: [Target], _ console: Console) {
    self.console = console
    text = Mutex(LiveText(targets.map(\.host.name), at: 0, console.errorStyle))
  }

  /// Takes in what happened; a step is looked up by its number, with how many there are.
  func take(_ notice: Notice, _ step: (Int) -> (title: String, count: Int)) {
    switch notice.matter {
    case .connected: enter(notice.host, .asking)
    case .reading(let bytes): enter(notice.host, .reading(bytes))
    case .sending(let sent, let total): enter(notice.host, .sending(sent, of: total))
    case .prepared: enter(notice.host, .prepared)
    case .lost: enter(notice.host, .lost)
    case .regained: enter(notice.host, .regained)
    case .died, .event(.state(.reverting)), .event(.aborted), .event(.recovering): enter(notice.host, .reverting)
    case .event(.state(.gated)), .confirmed: enter(notice.host, .gated)
    case .event(.step(let number)):
      let (title, count) = step(number)
      enter(notice.host, .step(number, of: count, title: console.redacted(title)))
    case .event(.said(_, let line)): hear(notice.host, line)
    case .event(.end): end(notice.host)
    case .event: break
    }
  }

  func enter(_ host: String, _ stage: LiveRow.Stage) {
    let now = now
    text.withLock { $0.enter(host, stage, at: now) }
  }

  private func hear(_ host: String, _ line: String) {
    // Hidden before it is cut: of a secret that is cut, a part would be left.
    let line = console.redacted(line)
    text.withLock { $0.hear(host, line) }
  }

  func end(_ host: String) { text.withLock { $0.end(host) } }

  /// Draws until the body ends; afterwards nothing of it stands there.
  func during<Result: Sendable>(_ body: () async -> Result) async -> Result {
    let drawing = Task {
      do {
        while true {
          Foot.shared.show(text.withLock { $0.lines(in: Foot.window, at: now) })
          _ = try await Reactor.shared.wait(for: nil, until: .now + Self.drawsEvery)
        }
      } catch {
        // The run is over.
      }
    }
    let result = await body()
    drawing.cancel()
    await drawing.value
    Foot.shared.show([])
    return result
  }

  private var now: Double { Double((ContinuousClock.now - start).components.seconds) }
}
