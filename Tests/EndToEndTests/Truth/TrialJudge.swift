import Deploy
import JSON
import TestSupport

/// Compares what was told with what is there.
struct TrialJudge {
  private let trial: Trial
  private let before: [String: Tree]
  private let forecasts: [String: Forecast]
  private let folder: String
  private(set) var verdict = TrialVerdict(course: .unchanged)
  /// The run that a rollback can undo, and on which hosts.
  private(set) var run: String?
  private(set) var committed: Set<String> = []

  init(_ trial: Trial, before: [String: Tree], forecasts: [String: Forecast], folder: String) {
    self.trial = trial
    self.before = before
    self.forecasts = forecasts
    self.folder = folder
  }

  mutating func expectUnchanged(_ now: [String: Tree], _ what: String) {
    for (host, tree) in now.sorted(by: { $0.key < $1.key }) {
      verdict.predicted += Self.differences(before[host], tree).map { "\(host): \(what): \($0)" }
    }
  }

  /// What a deploy made of the hosts.
  mutating func compare(_ deploy: Ending, _ now: [String: Tree]) {
    let told: [String: Forecast]
    do {
      told = try Forecast.read(deploy)
      try compare(told, now)
      committed = Set(told.values.filter { $0.status == "committed" }.map(\.host))
      run = committed.isEmpty ? nil : try JSONReader.read(deploy.output.utf8).first("places")?["run"]?.text
    } catch {
      verdict.predicted.append("\(error): \(deploy)")
      return
    }
    let statuses = Set(told.values.map(\.status))
    expect(deploy, statuses)
    if !verdict.predicted.isEmpty { verdict.predicted.append(deploy.errors) }
  }

  private mutating func compare(_ told: [String: Forecast], _ now: [String: Tree]) throws {
    for (host, tree) in now.sorted(by: { $0.key < $1.key }) {
      guard let old = before[host], let forecast = forecasts[host], let status = told[host]?.status else {
        throw Mishap("\(host) is not in the report")
      }
      if status == "committed" {
        let wanted = try forecast.applied(to: old, in: "\(folder)/\(host)")
        // What commands make there no plan can tell.
        verdict.predicted += wanted.differences(from: Landscape(tree), without: "root/side/").map { "\(host): \($0)" }
      } else {
        verdict.restored += Self.differences(old, tree).map { "\(host) (\(status)): \($0)" }
      }
    }
  }

  /// Whether it ended as the check said.
  private mutating func expect(_ deploy: Ending, _ statuses: Set<String>) {
    func fails(_ failure: Trial.Failure) -> Bool {
      let failing = trial.steps.indices.filter { trial.steps[$0].failure == failure }
      return forecasts.values.contains { forecast in failing.contains { forecast.willRun($0 + 1) } }
    }
    let wanted: [ExitCode]
    let allowed: Set<String>
    if fails(.beforehand) || forecasts.values.contains(where: { $0.status == "refused" }) {
      (verdict.course, wanted, allowed) = (.refused, [.notChanged], ["refused", "left-alone", "unchanged"])
    } else if fails(.atWork) {
      verdict.course = statuses.contains("committed") ? .mixed : .reverted
      wanted = trial.revertsAll ? [.reverted] : [.reverted, .mixed]
      allowed = ["reverted", "unchanged", "left-alone", "refused", trial.revertsAll ? "reverted" : "committed"]
    } else {
      verdict.course = statuses.contains("committed") ? .committed : .unchanged
      (wanted, allowed) = ([.done], ["committed", "unchanged"])
    }
    let isTold = deploy.code.map(wanted.contains) ?? false
    if !isTold || !statuses.isSubset(of: allowed) {
      verdict.predicted.append("\(verdict.course) was to be expected, and \(statuses.sorted()) came: \(deploy.status)")
    }
  }

  mutating func compare(rollback: Ending, _ now: [String: Tree]) {
    guard rollback.code == .done else {
      verdict.restored.append("the rollback: \(rollback)")
      return
    }
    for host in committed.sorted() {
      guard let old = before[host], let tree = now[host] else { continue }
      // docs/playbook.md: hard links that were removed come back as a file each.
      let isRemoved = forecasts[host]?.removes ?? false
      verdict.restored += Self.differences(old, tree, withLinks: !isRemoved).map { "\(host), rolled back: \($0)" }
    }
  }

  private static func differences(_ old: Tree?, _ new: Tree, withLinks: Bool = true) -> [String] {
    guard let old, old != new else { return [] }
    let (left, right) = (old.words(withLinks), new.words(withLinks))
    return left.filter { !right.contains($0) }.map { "- \($0)" } + right.filter { !left.contains($0) }.map { "+ \($0)" }
  }
}

extension Tree {
  fileprivate func words(_ withLinks: Bool) -> [String] { leaves.map { $0.words(withLinks: withLinks) } }
}
