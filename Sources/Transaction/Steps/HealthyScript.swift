internal import Playbook

extension Verb {
  /// How many words of a `healthy` line say when to look, before those that say at what.
  static let healthyTimes = 3
}

extension HealthyStep {
  func verbs(backup: [UInt8], _ said: ([UInt8]) -> [UInt8]) -> [Verb] {
    let times = [ShellWord(within.wholeSeconds), ShellWord(every.decimal), ShellWord(stableFor.secondsFromZero)]
    switch check {
    case .command(let command): return [.healthy(times + ["command", ShellWord(said(command.text(backup: backup)))])]
    case .tcp(let host, let port): return [.healthy(times + ["tcp", ShellWord(host), ShellWord(port)])]
    case .systemd(let units):
      return [.healthy(times + [ShellWord(units.word)] + units.map { ShellWord($0.description) })]
    case .compose(let services): return [.healthy(times + [services.kind] + services.map { ShellWord($0.name) })]
    // The controller looks while the host waits.
    case .http(let check) where check.isFromController: return []
    case .http(let check): return [.healthy(times + ["http"] + check.words)]
    }
  }
}

extension HTTPCheck {
  /// As the runtime takes it: `URL STATUSES BODY REDIRECT HEADER...`.
  var words: [ShellWord] {
    let wanted = statuses.map(\.description).joined(separator: " ")
    return [ShellWord(url), ShellWord(wanted), ShellWord(body ?? ""), followsRedirects ? "follow" : "deny"]
      + headers.map { ShellWord($0.description) }
  }
}

extension Duration {
  /// Seconds as `sleep` takes them.
  fileprivate var decimal: String {
    let milliseconds = components.attoseconds / 1_000_000_000_000_000
    guard milliseconds > 0 else { return "\(components.seconds)" }
    let digits = String(milliseconds)
    return "\(components.seconds)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
