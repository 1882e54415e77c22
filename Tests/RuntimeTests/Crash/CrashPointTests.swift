import Glibc
import TestSupport
import Testing

/// A run is killed at every call that changes something, and before, inside and after every batch; then it is recovered
/// by each way. `scripts/crash-test` plays all points, the other tests every 13th.
struct CrashPointTests {
  private static let every = getenv("DEPLOYCTL_CRASH").map { Int(String(cString: $0)) ?? 1 } ?? 13

  @Test func aCrashAnywhereLeavesAllOldOrAllNew() async throws {
    let tally = try await withThrowingTaskGroup(of: CrashTally.self) { group in
      for shell in [Shell.dash, .busybox] {
        group.addTask {
          var campaign = CrashCampaign(try await CrashBench(shell), every: Self.every)
          for scenario in CrashScenario.allCases { try await campaign.run(scenario) }
          return campaign.tally
        }
      }
      return try await group.reduce(CrashTally(), +)
    }
    print(tally.line)
    for report in tally.reports { Issue.record("\(report)") }
    #expect(tally.points >= (Self.every == 1 ? 500 : 50))
  }
}
