import Playbook
import Testing

struct StrategyTests {
  private static let cases: [(canary: Int?, batch: Strategy.Size?, hosts: Int, sizes: [Int])] = [
    (nil, nil, 5, [5]),
    (1, nil, 5, [1, 4]),
    (1, .hosts(2), 6, [1, 2, 2, 1]),
    (nil, .hosts(10), 3, [3]),
    (9, .hosts(1), 3, [3]),
    (nil, .percent(25), 10, [2, 2, 2, 2, 2]),
    (1, .percent(100), 4, [1, 3]),
    (nil, .percent(10), 4, [1, 1, 1, 1]),
    (nil, nil, 0, []),
  ]

  @Test(arguments: cases)
  func everyHostIsInOneBatch(_ expected: (canary: Int?, batch: Strategy.Size?, hosts: Int, sizes: [Int])) {
    var strategy = Strategy()
    strategy.canary = expected.canary
    strategy.batch = expected.batch
    let batches = strategy.batches(of: expected.hosts)
    #expect(batches.map(\.count) == expected.sizes)
    #expect(batches.flatMap { Array($0) } == Array(0..<expected.hosts))
  }
}
