internal import Playbook
internal import Reactor
internal import Synchronization

/// The batches of a run: each begins when those before it have come to their end.
final class Batches: Sendable {
  enum Turn: Equatable {
    case now
    /// Nil until something changes.
    case later(ContinuousClock.Instant?)
    case never
  }

  private struct State {
    var hosts: [[String]] = []
    var batches: [Batch] = []
    var position: [String: Int] = [:]
    /// Whom the run goes on without, in the batches that they were in.
    var leftOut: [String: Batch] = [:]
    /// The hosts that are through.
    var ended: Set<String> = []
    var failures = 0
    var hasCanaryFailed = false
    /// The first batch that is not through.
    var present = 0
    var isClosed = false
    /// When the first of a batch found all before it at their end.
    var openings: [Int: ContinuousClock.Instant] = [:]
    var wakes: [Wake] = []

    mutating func divide(_ names: [String], _ conduct: Conduct) {
      hosts = conduct.strategy.batches(of: names.count).map { Array(names[$0]) }
      batches = hosts.map { Batch($0, isTogether: conduct.onFailure == .revertAll) }
      position = Dictionary(
        hosts.enumerated().flatMap { index, hosts in hosts.map { ($0, index) } },
        uniquingKeysWith: { first, _ in first })
    }

    mutating func settle(_ host: String, failed: Bool) {
      guard ended.insert(host).inserted else { return }
      if failed {
        failures += 1
        if position[host] == 0 { hasCanaryFailed = true }
      }
      while present < hosts.count, hosts[present].allSatisfy(ended.contains) { present += 1 }
    }
  }

  private let conduct: Conduct
  private let pause: Duration
  private let mayFail: Int
  private let state = Mutex(State())

  init(_ hosts: [String], _ conduct: Conduct) {
    self.conduct = conduct
    pause = conduct.strategy.pause
    mayFail = conduct.onFailure == .revertFailed ? conduct.strategy.maxFailures ?? .max : 0
    state.withLock { $0.divide(hosts, conduct) }
  }

  /// Divides the others anew, before any is let go: a canary that does not answer, or has nothing to do, is no canary.
  func leaveOut(_ names: [String]) {
    guard !names.isEmpty else { return }
    state.withLock { state in
      for name in names { state.leftOut[name] = state.position[name].map { [batches = state.batches] in batches[$0] } }
      state.divide(state.hosts.flatMap { $0 }.filter { !names.contains($0) }, conduct)
    }
  }

  /// The batch of a host, which is one of those that this was made for.
  subscript(host: String) -> Batch {
    state.withLock { state in
      guard let batch = state.position[host].map({ state.batches[$0] }) ?? state.leftOut[host] else {
        preconditionFailure("\(host) is in no batch")
      }
      return batch
    }
  }

  /// Whether a host may be let go.
  func turn(of host: String) -> Turn {
    state.withLock { state in
      let index = state.position[host] ?? 0
      guard !state.isClosed, state.failures <= mayFail else { return .never }
      guard index > 0 else { return .now }
      if conduct.strategy.canary != nil, state.hasCanaryFailed { return .never }
      guard state.present >= index else { return .later(nil) }
      let opening = state.openings[index] ?? .now + pause
      state.openings[index] = opening
      return opening > .now ? .later(opening) : .now
    }
  }

  /// A host is through; what was said first stands.
  func settle(_ host: String, failed: Bool) {
    change { $0.settle(host, failed: failed) }
  }

  /// True once somebody told all to revert.
  var isAborted: Bool { state.withLock { $0.isClosed } }

  /// Tells all to revert, and lets none go any more; false when all that were let go may commit already.
  func abort() -> Bool {
    change { $0.isClosed = true }
    return state.withLock { $0.batches }.map { $0.abort() }.contains(true)
  }

  private func change(_ body: (inout State) -> Void) {
    let wakes = state.withLock { state in
      body(&state)
      return state.wakes
    }
    for wake in wakes { wake.signal() }
  }

  /// Runs the body with a wake that is signalled whenever somebody's turn may have changed.
  func watching<Result>(_ body: (Wake) async throws -> Result) async rethrows -> Result {
    let wake = Wake()
    state.withLock { $0.wakes.append(wake) }
    defer { state.withLock { state in state.wakes.removeAll { $0 === wake } } }
    return try await body(wake)
  }
}
