import Testing
import Transaction

/// Whether it is worth the work to pack what is sent.
struct PaceTests {
  private let megabyte = 1_000_000

  @Test func aLineThatIsFasterThanTheProcessorGetsThingsAsTheyAre() {
    var pace = Pace()
    #expect(pace.packs)
    // 40 MB/s into half, over 200 MB/s.
    pace.notePacked(2 * megabyte, into: megabyte, in: 0.05)
    pace.noteSent(megabyte, in: 0.005)
    #expect(!pace.packs)
  }

  @Test func aSlowLineGetsThemPackedAndSoDoesOneThatBecomesSlow() {
    var pace = Pace()
    pace.notePacked(2 * megabyte, into: megabyte, in: 0.05)
    pace.noteSent(megabyte, in: 0.1)
    #expect(pace.packs)
    var filled = Pace()
    filled.notePacked(2 * megabyte, into: megabyte, in: 0.05)
    filled.noteSent(megabyte, in: 0)
    #expect(!filled.packs)
    filled.noteSent(megabyte, in: 0.2)
    #expect(filled.packs)
  }

  @Test func whatGetsNoSmallerIsTriedAgainOnlyNowAndThen() {
    var pace = Pace()
    pace.notePacked(megabyte, into: megabyte + 100, in: 0.01)
    for _ in 0..<15 {
      pace.noteSent(megabyte, in: 1)
      #expect(!pace.packs)
    }
    pace.noteSent(megabyte, in: 1)
    #expect(pace.packs)
    pace.notePacked(2 * megabyte, into: megabyte, in: 0.05)
    pace.noteSent(megabyte, in: 1)
    #expect(pace.packs)
  }
}
