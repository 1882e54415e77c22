internal import SourceText
internal import YAML

/// In what order the hosts of a playbook are let go, once all of them are prepared.
package struct Strategy: Sendable, Hashable {
  package enum Size: Sendable, Hashable {
    case hosts(Int)
    /// Of all hosts, rounded down, and at least one.
    case percent(Int)
  }

  /// How many hosts go first, before the batches.
  package var canary: Int?
  /// How many go at a time; nil for all that are left.
  package var batch: Size?
  /// How long to wait between batches.
  package var pause = Duration.zero
  /// How many hosts may fail before no other is let go; nil for any number.
  package var maxFailures: Int?

  package init() {}

  /// The positions of the hosts that go together, of so many in all.
  package func batches(of count: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    while start < count {
      let size = start == 0 ? canary ?? step(count) : step(count)
      let end = min(start + size, count)
      batches.append(start..<end)
      start = end
    }
    return batches
  }

  private func step(_ count: Int) -> Int {
    switch batch {
    case .hosts(let number): number
    case .percent(let share): max(count * share / 100, 1)
    case nil: max(count, 1)
    }
  }
}

extension Strategy {
  static let shape = Shape([
    "canary": .number(1...1_000_000),
    "batch": .either([.number(1...1_000_000), .like("[0-9]+%")]),
    "pause": .seconds,
    "max_failures": .number(0...1_000_000),
  ])

  static func read(_ node: Node, _ reading: Reading, onFailure: Conduct.OnFailure) -> Strategy? {
    guard let fields = Fields(node, of: "strategy", shape, findings: reading.findings) else { return nil }
    var strategy = Strategy()
    strategy.canary = fields["canary"].flatMap { reading.count($0, "a number of hosts", from: 1) }
    strategy.batch = fields["batch"].flatMap { reading.size($0) }
    strategy.pause = fields["pause"].flatMap { reading.seconds($0, "a duration") } ?? .zero
    strategy.maxFailures = fields["max_failures"].flatMap { reading.count($0, "a number of hosts", from: 0) }
    if let field = fields["max_failures"], onFailure != .revertFailed {
      reading.findings.add(
        "'max_failures' needs 'on_failure: revert_failed', and here it is '\(onFailure.rawValue)'", at: field.range,
        hint: onFailure == .stop
          ? "'stop' says that none may fail" : "with 'revert_all' one host that fails takes all others back")
    }
    return strategy
  }
}

extension Reading {
  fileprivate func count(_ node: Node, _ expected: String, from least: Int) -> Int? {
    value(node, expected) { scalar throws(Malformed) in
      guard let number = Int(scalar.text), number >= least, number <= 1_000_000 else {
        throw Malformed("expected \(expected) from \(least) on, found '\(scalar.text.shortened)'")
      }
      return number
    }
  }

  fileprivate func size(_ node: Node) -> Strategy.Size? {
    value(node, "a number of hosts or a share such as 25%") { scalar throws(Malformed) in
      let text = scalar.text
      if text.hasSuffix("%"), let share = Int(text.dropLast()), (1...100).contains(share) { return .percent(share) }
      if let number = Int(text), (1...1_000_000).contains(number) { return .hosts(number) }
      throw Malformed("expected a number of hosts from 1 on, or a share such as 25%, found '\(text.shortened)'")
    }
  }
}
