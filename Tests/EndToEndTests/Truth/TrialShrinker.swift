import JSON

/// Makes a trial that fails smaller, as long as it fails in the same way.
struct TrialShrinker {
  /// How often it may be tried: each is a deploy.
  private static let mostTries = 150

  private var tries = 0
  private let fault: String
  private let play: (Trial) async throws -> TrialVerdict

  static func shrink(
    _ trial: Trial, _ verdict: TrialVerdict, _ play: @escaping (Trial) async throws -> TrialVerdict
  ) async throws -> (Trial, TrialVerdict) {
    guard let fault = verdict.fault else { return (trial, verdict) }
    var shrinker = TrialShrinker(fault: fault, play: play)
    return try await shrinker.shrink(trial, verdict)
  }

  private init(fault: String, play: @escaping (Trial) async throws -> TrialVerdict) {
    self.fault = fault
    self.play = play
  }

  private mutating func shrink(_ trial: Trial, _ verdict: TrialVerdict) async throws -> (Trial, TrialVerdict) {
    var best = (trial, verdict)
    var isSmaller = true
    while isSmaller, tries < Self.mostTries {
      isSmaller = false
      for candidate in Self.candidates(best.0) where tries < Self.mostTries {
        tries += 1
        let verdict = try await play(candidate)
        guard verdict.fault == fault else { continue }
        best = (candidate, verdict)
        isSmaller = true
        break
      }
    }
    return best
  }

  /// What is left when one thing goes, the largest things first.
  private static func candidates(_ trial: Trial) -> [Trial] {
    var list: [Trial] = []
    func add(_ change: (inout Trial) -> Void) {
      var candidate = trial
      change(&candidate)
      list.append(candidate)
    }
    if trial.hosts.count > 1 { for index in trial.hosts.indices { add { $0.hosts.remove(at: index) } } }
    if !trial.ground.isEmpty { add { $0.ground = [] } }
    if trial.steps.count > 1 { for index in trial.steps.indices { add { $0.steps.remove(at: index) } } }
    if trial.ground.count > 1 { for index in trial.ground.indices { add { $0.ground.remove(at: index) } } }
    for host in trial.hosts.indices {
      if !trial.hosts[host].edits.isEmpty { add { $0.hosts[host].edits = [] } }
      // Half of them, then a quarter, down to one.
      var size = trial.hosts[host].items.count / 2
      while size > 0 {
        for start in stride(from: 0, to: trial.hosts[host].items.count, by: size) {
          let end = min(start + size, trial.hosts[host].items.count)
          add { $0.hosts[host].items.removeSubrange(start..<end) }
        }
        size /= 2
      }
      if trial.hosts[host].edits.count > 1 {
        for index in trial.hosts[host].edits.indices { add { $0.hosts[host].edits.remove(at: index) } }
      }
    }
    if !trial.options.isEmpty { add { $0.options = [] } }
    if !trial.variables.isEmpty { add { $0.variables = [] } }
    if !trial.keys.isEmpty { add { $0.keys = [:] } }
    for step in trial.steps.indices {
      guard case .object(let members) = trial.steps[step].value else { continue }
      for index in members.indices where ["when", "tags", "name"].contains(members[index].name) {
        var rest = members
        rest.remove(at: index)
        add { $0.steps[step].value = .object(rest) }
      }
    }
    return list
  }
}
