/// A point that all hosts reach before any goes on: the last to report decides for all.
actor Muster<Report: Sendable, Decision: Sendable> {
  private let expected: Int
  private let decide: @Sendable ([String: Report]) async -> Decision
  private var reports: [String: Report] = [:]
  private var waiting: [CheckedContinuation<Decision, Never>] = []
  private var isSettled = false

  init(of hosts: Int, decide: @escaping @Sendable ([String: Report]) async -> Decision) {
    expected = hosts
    self.decide = decide
  }

  /// Hands a host's report in and waits for what is decided about all of them.
  func report(_ report: Report, from host: String) async -> Decision {
    reports[host] = report
    guard reports.count == expected else {
      return await withCheckedContinuation { waiting.append($0) }
    }
    return await settle()
  }

  /// Hands in the report of a host that does not wait for the decision; until that is made, a later report replaces it.
  func note(_ report: Report, from host: String) async {
    guard !isSettled else { return }
    reports[host] = report
    if reports.count == expected { _ = await settle() }
  }

  private func settle() async -> Decision {
    isSettled = true
    let decision = await decide(reports)
    for continuation in waiting { continuation.resume(returning: decision) }
    waiting = []
    return decision
  }
}
