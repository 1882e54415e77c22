internal import Transaction

/// The parts of large contents on their way to a host: which wait, and which every command has or has proven.
struct Lading {
  private struct Lane {
    /// Of the part that is being sent, how much is handed over.
    var current: (part: Freight.Part, sent: Int)?
    /// What its host has not told the hashes of yet.
    var unproven: [Freight.Part] = []
    var reader: ReplyReader
    var isOpen = true
  }

  private let freight: Freight
  /// The last goes first.
  private var waiting: [Freight.Part]
  private var lanes: [Lane] = []
  /// What is there, or on its way there.
  private(set) var sent: Int
  /// Why nothing more can be sent.
  private(set) var trouble: (any Error)?

  private static let most = 262_144

  init(_ freight: Freight, missing: [Freight.Part]) {
    self.freight = freight
    waiting = missing.reversed()
    sent = freight.size - missing.reduce(0) { $0 + freight.size(of: $1) }
  }

  /// What does not lie on the host yet, as far as is known.
  var isDelivered: Bool { waiting.isEmpty && lanes.allSatisfy { $0.unproven.isEmpty && $0.current == nil } }

  /// How many bytes are still to be sent.
  var rest: Int { freight.size - sent }

  mutating func openLane(_ token: String) { lanes.append(Lane(reader: ReplyReader(token: token))) }

  /// What the command of this number is sent next; nil when it has nothing more to do.
  mutating func next(for number: Int) -> [UInt8]? {
    guard trouble == nil, lanes[number].isOpen else { return nil }
    guard let (part, offset) = lanes[number].current else {
      guard let part = waiting.popLast() else { return nil }
      lanes[number].current = (part, 0)
      lanes[number].unproven.append(part)
      return freight.head(of: part)
    }
    let end = min(offset + Self.most, freight.size(of: part))
    guard let bytes = freight.bytes(of: part, offset..<end) else {
      trouble =
        freight.changedSource(of: part)
        ?? HostError(
          "a source on this machine could not be read", hint: "is it still there, and may it be read?")
      return nil
    }
    sent += bytes.count
    lanes[number].current = end < freight.size(of: part) ? (part, end) : nil
    return bytes
  }

  /// Whether the command of this number has something to tell still.
  func isAwaited(_ number: Int) -> Bool { lanes[number].isOpen && !lanes[number].unproven.isEmpty }

  mutating func hear(_ bytes: [UInt8], from number: Int) throws {
    lanes[number].reader.feed(bytes)
    while let reply = lanes[number].reader.next() {
      switch reply.words.first {
      case "failed": throw HostError(reply.text)
      case "part":
        guard let part = freight.proven(reply), let place = lanes[number].unproven.firstIndex(of: part) else {
          throw lanes[number].unproven.lazy.compactMap(freight.changedSource).first
            ?? HostError(
              "a large content arrived damaged",
              hint: "run it again; if that does not help, look at disk and memory there")
        }
        lanes[number].unproven.remove(at: place)
      default: break
      }
    }
  }

  /// The command of this number has ended: what it did not prove is to be sent once more, by others.
  mutating func close(_ number: Int) {
    for part in lanes[number].unproven {
      sent -= lanes[number].current?.part == part ? lanes[number].current?.sent ?? 0 : freight.size(of: part)
      waiting.append(part)
    }
    lanes[number].isOpen = false
    lanes[number].unproven = []
    lanes[number].current = nil
  }
}
