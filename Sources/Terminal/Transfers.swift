/// Large transfers to several hosts, of which it is told now and then how far they are.
package struct Transfers: Sendable {
  private struct Transfer {
    let start: Double
    /// What was there when it began.
    let base: Int
    var last: Int
    var told: Double
  }

  /// Sooner nobody wants to hear of it again.
  private static let pause = 5.0

  private var transfers: [String: Transfer] = [:]

  package init() {}

  /// Notes how much is sent; returns the bytes a second where it is time to tell.
  package mutating func note(_ sent: Int, to host: String, at now: Double) -> Int? {
    // Less than before is another transfer, perhaps over a new connection.
    guard var transfer = transfers[host], sent >= transfer.last else {
      transfers[host] = Transfer(start: now, base: sent, last: sent, told: now)
      return nil
    }
    transfer.last = sent
    let isDue = now - transfer.told >= Self.pause
    if isDue { transfer.told = now }
    transfers[host] = transfer
    return isDue ? Int(Double(sent - transfer.base) / (now - transfer.start)) : nil
  }

  /// How far a transfer is, in words.
  package static func text(_ sent: Int, of total: Int, rate: Int) -> String {
    "sent \(ByteCount.text(sent)) of \(ByteCount.text(total)) (\(ByteCount.text(rate))/s)"
  }
}
