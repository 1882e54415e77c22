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
    /// What became of the hosts that are through: true for those that failed.
    var ends: [String: Bool] = [:]
    var isClosed = false
    /// When the first of a batch found all before it at their end.
    var openings: [Int: ContinuousClock.Instant] = [:]
    var wakes: [Wake] = []
  }

  private let hosts: [[String]]
  private let batches: [Batch]
  private let position: [String: Int]
  private let pause: Duration
  private let mayFail: Int
  private let state = Mutex(State())

  init(_ hosts: [String], _ conduct: Conduct) {
    let parts = conduct.strategy.batches(of: hosts.count).map { Array(hosts[$0]) }
    self.hosts = parts
    batches = parts.map { Batch($0, isTogether: conduct.onFailure == .revertAll) }
    position = Dictionary(
      parts.enumerated().flatMap { index, hosts in hosts.map { ($0, index) } }, uniquingKeysWith: { first, _ in first })
    pause = conduct.strategy.pause
    mayFail = conduct.onFailure == .revertFailed ? conduct.strategy.maxFailures ?? .max : 0
  }

  /// The batch of a host, which is one of those that this was made for.
  subscript(host: String) -> Batch {
    guard let index = position[host] else { preconditionFailure("\(host) is in no batch") }
    return batches[index]
  }

  /// Whether a host may be let go.
  func turn(of host: String) -> Turn {
    let index = position[host] ?? 0
    return state.withLock { state in
      guard !state.isClosed, state.ends.values.count(where: { $0 }) <= mayFail else { return .never }
      guard index > 0 else { return .now }
      guard hosts[..<index].allSatisfy({ $0.allSatisfy { state.ends[$0] != nil } }) else { return .later(nil) }
      let opening = state.openings[index] ?? .now + pause
      state.openings[index] = opening
      return opening > .now ? .later(opening) : .now
    }
  }

  /// A host is through; what was said first stands.
  func settle(_ host: String, failed: Bool) {
    change { state in if state.ends[host] == nil { state.ends[host] = failed } }
  }

  /// True once somebody told all to revert.
  var isAborted: Bool { state.withLock { $0.isClosed } }

  /// Tells all to revert, and lets none go any more; false when all that were let go may commit already.
  func abort() -> Bool {
    change { $0.isClosed = true }
    return batches.map { $0.abort() }.contains(true)
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
