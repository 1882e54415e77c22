import Terminal
import Testing

struct TransfersTests {
  @Test func aLongTransferIsToldOfEveryFiveSeconds() {
    var transfers = Transfers()
    let told = (0...12).map { transfers.note($0 * 10 << 20, to: "web", at: Double($0)) }
    #expect(told.indices.filter { told[$0] != nil } == [5, 10])
    #expect(told[5] == 10 << 20)
    #expect(Transfers.text(120 << 20, of: 512 << 20, rate: 85 << 20) == "sent 120 MB of 512 MB (85 MB/s)")
  }

  @Test func whatWasThereBeforeIsNoPartOfTheRate() {
    var transfers = Transfers()
    #expect(transfers.note(300 << 20, to: "web", at: 0) == nil)
    #expect(transfers.note(350 << 20, to: "web", at: 5) == 10 << 20)
    // A new connection begins with what the host has proven.
    #expect(transfers.note(320 << 20, to: "web", at: 60) == nil)
    #expect(transfers.note(340 << 20, to: "web", at: 65) == 4 << 20)
  }
}
