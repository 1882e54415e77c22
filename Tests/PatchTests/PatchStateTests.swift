import Patch
import Testing

struct PatchStateTests {
  @Test func aWholeTakesTheStateOfItsWorst() {
    #expect(PatchState.whole([.applies, .drifted, .alreadyApplied]) == .drifted)
    #expect(PatchState.whole([.conflicting, .ambiguous, .drifted]) == .conflicting)
    #expect(PatchState.whole([.unsafe, .invalidAfter]) == .unsafe)
  }

  @Test func someThereAndSomeNotIsPartlyApplied() {
    #expect(PatchState.whole([.applies, .alreadyApplied]) == .partlyApplied)
    #expect(PatchState.whole([.applies, .applies]) == .applies)
    #expect(PatchState.whole([.alreadyApplied]) == .alreadyApplied)
  }

  @Test func onlyThreeStatesMayWrite() {
    let allowed = PatchState.allCases.filter { !$0.isRefused }
    #expect(Set(allowed) == [.alreadyApplied, .applies, .partlyApplied])
  }
}
