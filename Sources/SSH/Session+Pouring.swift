internal import Connection
internal import Reactor

extension Session {
  /// Sends to several channels what is next for each, as it has room, until there is nothing for any.
  ///
  /// A channel whose command no longer reads counts as done.
  func pour(into channels: [Channel], _ next: (Int) -> [UInt8]?) async throws(ConnectionError) {
    var rests = [ArraySlice<UInt8>?](repeating: [], count: channels.count)
    // What the host grants or says while it is read may be just what the sending waited for, so a wait for the socket
    // comes only after a second attempt.
    var isSecond = false
    while true {
      var hasMoved = false
      for (number, channel) in channels.enumerated() {
        guard var rest = rests[number] else { continue }
        // Not kept in two places, or each packet would copy what is left.
        rests[number] = nil
        let moved = try await fill(channel, &rest) { next(number) }
        hasMoved = hasMoved || moved
        if !rest.isEmpty { rests[number] = rest }
      }
      guard rests.contains(where: { $0 != nil }) else { return }
      if hasMoved {
        isSecond = false
      } else if !isSecond || channels.contains(where: \.hasNews) {
        for (number, channel) in channels.enumerated() {
          try await channel.keepOutput()
          // The host has no room for more yet, and never will if the command is over.
          if rests[number] != nil, try channel.isOver() { rests[number] = nil }
        }
        isSecond = true
      } else {
        _ = try await ready(until: channels.compactMap(\.soon).min())
        isSecond = false
      }
    }
  }

  /// Sends until the channel has no room, or nothing is left; true if anything was sent.
  private func fill(
    _ channel: Channel, _ rest: inout ArraySlice<UInt8>, _ next: () -> [UInt8]?
  ) async throws(ConnectionError) -> Bool {
    var hasMoved = false
    while true {
      if rest.isEmpty {
        guard let bytes = next() else { return hasMoved }
        rest = bytes[...]
        continue
      }
      let count = try channel.write(rest)
      if count > 0 {
        rest = rest.dropFirst(count)
        hasMoved = true
      } else if isMidPacket {
        // The same call has to be repeated before any other.
        _ = try await ready(until: nil)
      } else {
        return hasMoved
      }
    }
  }
}

extension Channel {
  /// When to look again though nothing came.
  var soon: ContinuousClock.Instant? { isStuck ? .now + .milliseconds(50) : nil }
}
