import Testing

@testable import Transaction

@Suite struct ShipmentTests {
  private func shrinks(_ pieces: [[UInt8]]) -> Bool {
    var shipment = Shipment()
    for piece in pieces { shipment.add(piece) }
    return shipment.shrinks
  }

  @Test func whatIsSmallIsNotWorthATrial() {
    #expect(!shrinks([[UInt8](repeating: 0, count: 32_768)]))
    #expect(shrinks([[UInt8](repeating: 0, count: 32_769)]))
  }

  @Test(
    arguments: [
      ("", "a", nil), ("abc", "", nil), ("abc", "c", 2), ("aab", "ab", 1), ("aaab", "aab", 1), ("abab", "ab", 0),
      ("ab", "abc", nil), ("xab", "abc", nil), ("\n@t x\n@tok y", "\n@tok ", 5),
    ] as [(String, String, Int?)])
  func bytesAreFoundWhereTheyFirstStand(_ text: String, _ wanted: String, _ start: Int?) {
    let range = Array(text.utf8).range(of: Array(wanted.utf8))
    #expect(range?.lowerBound == start)
    #expect(range?.count == start.map { _ in wanted.utf8.count })
  }
}
