import TestSupport
import Testing

/// What came out of many crashes.
struct CrashTally {
  var points = 0
  var mixed = 0
  var lost = 0

  mutating func add(_ findings: CrashFindings) {
    points += 1
    if !findings.mixed.isEmpty { mixed += 1 }
    if !findings.lost.isEmpty { lost += 1 }
  }

  static func + (left: CrashTally, right: CrashTally) -> CrashTally {
    CrashTally(points: left.points + right.points, mixed: left.mixed + right.mixed, lost: left.lost + right.lost)
  }

  var line: String { "crash points: \(points), mixed: \(mixed), lost: \(lost)" }
}

/// All crashes of the scenarios under one shell, or every Nth of them.
struct CrashCampaign {
  let bench: CrashBench
  /// Of so many points one is played.
  let every: Int
  /// A runtime that is not the product's.
  let runtime: [UInt8]?
  /// Which points count at all.
  private let isWanted: (CrashPoint) -> Bool
  private var seen = 0
  private(set) var tally = CrashTally()

  init(
    _ bench: CrashBench, every: Int, runtime: [UInt8]? = nil,
    where isWanted: @escaping (CrashPoint) -> Bool = { _ in true }
  ) {
    self.isWanted = isWanted
    self.bench = bench
    self.every = every
    self.runtime = runtime
  }

  mutating func run(_ scenario: CrashScenario) async throws {
    let before = try await bench.prepare(scenario, runtime: runtime)
    let calls = try await record { try await bench.run(scenario) }
    let references = CrashReferences(before: before, after: try CrashSnapshot(bench.world))
    let points = calls.flatMap { self.points(scenario, $0) }
    for point in points { try await play(point, from: scenario.rawValue, references) }
    guard scenario != .preparing, runtime == nil else { return }
    // The second crash, in every call of the recovery from a first one, for a selection of first ones.
    let firsts = points.filter { $0.cut == nil && $0.edited == nil && $0.way != .worker }
    for index in stride(from: 3, to: firsts.count, by: max(1, firsts.count / 10 * (every > 1 ? 3 : 1))) {
      try await twice(firsts[index], index, references)
    }
  }

  /// The calls of a whole run of something.
  private func record(_ strikes: [CrashStrike] = [], _ act: () async throws -> Void) async throws -> [CrashCall] {
    try bench.arm(strikes, recording: true)
    try await act()
    let calls = try bench.recorded()
    try bench.arm([])
    return calls
  }

  private mutating func twice(_ first: CrashPoint, _ index: Int, _ references: CrashReferences) async throws {
    let isGuardians = first.way == .guardian
    try await bench.goBack(to: first.scenario.rawValue)
    var point = first
    var kept = first.scenario.rawValue
    let calls: [CrashCall]
    if isGuardians {
      let number = first.strikes[0].call
      calls = try await record(first.strikes) { try await bench.run(first.scenario) }.filter { $0.number > number }
    } else {
      try bench.arm(first.strikes)
      try await bench.run(first.scenario)
      bench.endProcesses()
      kept = "second"
      try await bench.keep(as: kept, withService: true)
      let way: CrashPoint.Way = index % 2 == 0 ? .recover : .restore
      point.interrupted = way
      calls = try await record { try await bench.runtime(way.rawValue) }
    }
    for strike in calls.flatMap({ $0.fewStrikes(.owner) }) {
      point.strikes = first.strikes + [strike]
      point.way = Self.ways[seen % Self.ways.count]
      // Taking a committed run back by hand leaves no trace in the journal: it is begun again by hand.
      if point.interrupted == .restore { point.way = .restore }
      try await play(point, from: kept, references)
    }
  }

  private static let ways: [CrashPoint.Way] = [.recover, .restore, .both]

  private func points(_ scenario: CrashScenario, _ call: CrashCall) -> [CrashPoint] {
    var points: [CrashPoint] = []
    if call.hasWorker {
      points += call.strikes(.worker).map { CrashPoint(scenario: scenario, strikes: [$0], way: .guardian) }
      let lonely = CrashStrike(call: call.number, units: 0, isTorn: false, victim: .guardian)
      points.append(CrashPoint(scenario: scenario, strikes: [lonely], way: .worker))
    }
    let strikes = call.strikes(call.hasWorker ? .both : .owner)
    for (index, strike) in strikes.enumerated() {
      let way = Self.ways[(call.number + index) % Self.ways.count]
      points.append(CrashPoint(scenario: scenario, strikes: [strike], way: way))
      if (call.number + index) % 3 == 0 {
        let paths = CrashScenario.edited
        let path = paths[(call.number * 5 + index) % paths.count]
        points.append(CrashPoint(scenario: scenario, strikes: [strike], way: way, edited: path))
      }
    }
    if !call.unsynced.isEmpty {
      for isTorn in [false, true] {
        let cut = CrashPowerCut(cuts: call.unsynced, isTorn: isTorn)
        // What is left of a set in preparation is small and odd, and each way judges it by itself.
        let ways = scenario == .preparing ? Self.ways : [Self.ways[(call.number + (isTorn ? 1 : 0)) % 3]]
        points += ways.map { CrashPoint(scenario: scenario, strikes: [strikes[0]], cut: cut, way: $0) }
      }
    }
    return points
  }

  private mutating func play(_ point: CrashPoint, from kept: String, _ references: CrashReferences) async throws {
    guard isWanted(point) else { return }
    seen += 1
    guard seen % every == 0 else { return }
    let findings = try await bench.play(point, from: kept, references)
    tally.add(findings)
    // A runtime that is not the product's is wrong on purpose.
    if !findings.isEmpty, runtime == nil { Issue.record("\(bench.shell.rawValue): \(point.name)\(findings)") }
  }
}
