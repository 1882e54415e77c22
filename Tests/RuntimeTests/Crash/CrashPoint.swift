/// One place and one way to be killed in.
struct CrashStrike: Hashable {
  enum Victim: String { case worker, both, owner, guardian }

  /// The number of the call, from 1.
  let call: Int
  /// How many of its units are carried out before.
  let units: Int
  /// The next unit is left half done.
  let isTorn: Bool
  let victim: Victim

  var line: String { "\(call) \(units) \(isTorn ? "torn" : "-") \(victim.rawValue)" }
}

/// What a power cut does to files that only grow: what no sync has reached is gone, or cut in its last line.
struct CrashPowerCut: Hashable {
  struct Cut: Hashable {
    let file: String
    let synced: Int
    let size: Int
  }

  let cuts: [Cut]
  let isTorn: Bool
}

/// A call of a tool, as a recording has it.
struct CrashCall {
  let number: Int
  let tool: String
  let units: Int
  let canTear: Bool
  let hasWorker: Bool
  let unsynced: [CrashPowerCut.Cut]

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 5, let number = Int(words[0]), let units = Int(words[2]) else { return nil }
    self.number = number
    tool = String(words[1])
    self.units = units
    canTear = words[3] == "torn"
    hasWorker = words[4] == "worker"
    unsynced = stride(from: 5, to: words.count - 2, by: 3).compactMap { index in
      guard let synced = Int(words[index + 1]), let size = Int(words[index + 2]) else { return nil }
      return .init(file: String(words[index]), synced: synced, size: size)
    }
  }

  /// Before, inside and after the batch.
  func strikes(_ victim: CrashStrike.Victim) -> [CrashStrike] {
    (0...units).flatMap { done in
      let whole = CrashStrike(call: number, units: done, isTorn: false, victim: victim)
      guard canTear, done < units else { return [whole] }
      return [whole, CrashStrike(call: number, units: done, isTorn: true, victim: victim)]
    }
  }

  /// Before, in the middle of, and after the batch.
  func fewStrikes(_ victim: CrashStrike.Victim) -> [CrashStrike] {
    strikes(victim).filter { [0, units / 2, units].contains($0.units) }
  }
}

/// A crash, perhaps a second one in the recovery, and how it is recovered in the end.
struct CrashPoint {
  enum Way: String, CaseIterable {
    case recover, restore
    /// Two at once.
    case both
    /// The worker alone was killed.
    case guardian
    /// The guardian alone was killed.
    case worker
  }

  let scenario: CrashScenario
  var strikes: [CrashStrike]
  /// The recovery in which the second strike comes, if it is not the guardian's.
  var interrupted: Way?
  var cut: CrashPowerCut?
  var way: Way
  /// Somebody else changes this path between crash and recovery.
  var edited: String?

  var name: String {
    let marks = [
      interrupted.map { "interrupted \($0.rawValue)" }, cut.map { $0.isTorn ? "power cut, torn" : "power cut" },
      edited.map { "\($0) edited" },
    ]
    .compactMap { $0 }
    return "\(scenario.rawValue) \(strikes.map(\.line).joined(separator: ", then ")), \(way.rawValue)"
      + marks.map { ", \($0)" }.joined()
  }
}
