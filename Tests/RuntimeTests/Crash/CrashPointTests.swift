import Glibc
import TestSupport
import Testing
import Transaction

/// A run is killed at every call that changes something, and before, inside and after every batch; then it is
/// recovered by each way.
///
/// `scripts/crash-test` plays all points, the other tests every 13th.
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
    #expect(tally.points >= (Self.every == 1 ? 500 : 50))
  }

  /// These tests are worth what they find: a runtime that announces nothing leaves a mixture, and one that keeps nothing
  /// aside loses what somebody wrote.
  @Test func aRuntimeThatIsBrokenIsFound() async throws {
    let silent = try await broken("\n  announce put\n", "\n", every: 9) { _ in true }
    #expect(silent.mixed > 0, "\(silent.line)")
    let careless = try await broken("\n  set_aside \"$id\"\n", "\n  true\n", every: 2) { $0.edited != nil }
    #expect(careless.lost > 0, "\(careless.line)")
  }

  private func broken(_ text: String, _ other: String, every: Int, where isWanted: @escaping (CrashPoint) -> Bool)
    async throws -> CrashTally
  {
    let whole = Runtime.text
    let place = try #require(whole.firstRange(of: Array(text.utf8)))
    let runtime = whole[..<place.lowerBound] + Array(other.utf8) + whole[place.upperBound...]
    var campaign = CrashCampaign(
      try await CrashBench(.dash), every: every, runtime: Array(runtime), where: isWanted)
    try await campaign.run(.committing)
    return campaign.tally
  }
}
