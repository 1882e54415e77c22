/// What became of a trial.
struct TrialVerdict: Sendable {
  enum Course: String, Sendable { case committed, reverted, refused, unchanged, mixed, unusable }

  /// What kind of end it took.
  var course: Course
  /// Where the plan was wrong.
  var predicted: [String] = []
  /// Where what was there before did not come back.
  var restored: [String] = []

  /// A playbook that the program does not take says nothing about its truth.
  static func unusable(_ check: Ending) -> TrialVerdict {
    let error = check.errors.split(separator: "\n").first.map(String.init) ?? ""
    // Its place moves while the trial is shrunk.
    let words = error.firstRange(of: "error: ").map { String(error[$0.upperBound...]) } ?? error
    return TrialVerdict(course: .unusable, predicted: [words, "\(check)"])
  }

  /// Which kind of thing is wrong; nil if nothing is.
  var fault: String? {
    course == .unusable ? predicted.first : !predicted.isEmpty ? "predicted" : !restored.isEmpty ? "restored" : nil
  }
}
