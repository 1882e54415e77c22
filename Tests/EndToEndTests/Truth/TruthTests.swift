import Glibc
import TestSupport
import Testing

/// Random playbooks against random trees: what check says is what a deploy makes, and what is taken back is as it was.
///
/// `scripts/truth-test` tries as many as wanted; here it is always the same few.
struct TruthTests {
  private static let count = number("DEPLOYCTL_TRUTH") ?? 50
  private static let seed = number("DEPLOYCTL_TRUTH_SEED") ?? 1
  /// How many stages stand side by side, each with servers for all hosts of a trial.
  private static let width = 3

  private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

  @Test func thePlanTellsTheTruth() async throws {
    let tally = try await withThrowingTaskGroup(of: TruthTally.self) { group in
      for worker in 0..<min(Self.width, Self.count) {
        let seeds = stride(from: Self.seed + worker, to: Self.seed + Self.count, by: Self.width)
        group.addTask { try await Self.play(seeds.map { UInt64($0) }) }
      }
      return try await group.reduce(TruthTally(), +)
    }
    print(tally.line)
    #expect(tally.failures.isEmpty, "\(tally.failures.joined(separator: "\n"))")
    // A generator of playbooks that are refused would find nothing.
    #expect(tally.playbooks == Self.count && tally.carriedOut * 2 > tally.playbooks || Self.count < 10)
  }

  /// The trials are worth what they find.
  @Test func aTreeThatIsNotAsToldIsFoundAndShrunk() async throws {
    try await Stage.with("one", "two", "three") { stage in
      let bench = TrialBench(stage: stage) { stage, _ in
        for server in stage.servers where Files.exists(server.root) { chmod(server.root, 0o711) }
      }
      var trial = TrialMaker.trial(seed: 1)
      trial.hosts = Array(trial.hosts.prefix(1))
      let verdict = try await bench.play(trial)
      let fault = try #require(verdict.fault)
      let (small, again) = try await TrialShrinker.shrink(trial, verdict, bench.play)
      #expect(again.fault == fault)
      #expect(small.steps.count == 1 && small.hosts[0].items.count < 3, "\(small)")
    }
  }

  private static func play(_ seeds: [UInt64]) async throws -> TruthTally {
    var tally = TruthTally()
    try await Stage.with("one", "two", "three") { stage in
      let bench = TrialBench(stage: stage)
      for seed in seeds {
        let trial = TrialMaker.trial(seed: seed)
        let verdict = try await bench.play(trial)
        tally.add(verdict)
        guard verdict.fault != nil else { continue }
        let (small, again) = try await TrialShrinker.shrink(trial, verdict, bench.play)
        tally.failures.append(TruthTally.words(small, again))
        // A long run is told of what was found as soon as that is known.
        print(TruthTally.words(small, again))
      }
    }
    return tally
  }
}
