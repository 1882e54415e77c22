/// How many trials there were, and what was wrong with them.
struct TruthTally: Sendable {
  private var courses: [TrialVerdict.Course: Int] = [:]
  private var predictedWrong = 0
  private var restoredWrong = 0
  var failures: [String] = []

  var playbooks: Int { courses.values.reduce(0, +) }
  /// Those that changed a host, for good or for a while.
  var carriedOut: Int { [.committed, .reverted, .mixed].reduce(0) { $0 + (courses[$1] ?? 0) } }

  mutating func add(_ verdict: TrialVerdict) {
    courses[verdict.course, default: 0] += 1
    if !verdict.predicted.isEmpty { predictedWrong += 1 }
    if !verdict.restored.isEmpty { restoredWrong += 1 }
  }

  static func + (left: TruthTally, right: TruthTally) -> TruthTally {
    var sum = left
    sum.courses.merge(right.courses, uniquingKeysWith: +)
    sum.predictedWrong += right.predictedWrong
    sum.restoredWrong += right.restoredWrong
    sum.failures += right.failures
    return sum
  }

  var line: String {
    let order: [TrialVerdict.Course] = [.committed, .reverted, .mixed, .unchanged, .refused, .unusable]
    let counts = order.compactMap { course in courses[course].map { "\($0) \(course)" } }.joined(separator: ", ")
    return
      "of these \(counts)\nplaybooks: \(playbooks), predicted wrong: \(predictedWrong), restored wrong: \(restoredWrong)"
  }

  /// A failure as a person can look at it.
  static func words(_ trial: Trial, _ verdict: TrialVerdict) -> String {
    """
    seed \(trial.seed): \(verdict.fault ?? "nothing") wrong; scripts/truth-test --seed \(trial.seed)
    \((verdict.predicted + verdict.restored).joined(separator: "\n"))
    \(trial)

    """
  }
}
