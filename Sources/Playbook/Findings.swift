internal import SourceText

/// Collects the problems of all files of one reading, each once however many hosts share it.
final class Findings {
  private(set) var problems: [Problem] = []
  private var known: Set<Problem> = []

  /// True when more problems are of no use.
  var isFull: Bool { problems.count >= Problems.most }

  func add(_ message: @autoclosure () -> String, at range: SourceRange, hint: @autoclosure () -> String? = nil) {
    guard !isFull else { return }
    add(Problem(message(), at: range, hint: hint()))
  }

  func add(_ problem: Problem) {
    guard !isFull else { return }
    if known.insert(problem).inserted { problems.append(problem) }
  }

  /// The value, or nil with its problems collected.
  func collect<Value>(_ value: () throws(Problems) -> Value) -> Value? {
    do throws(Problems) {
      return try value()
    } catch {
      error.list.forEach(add)
      return nil
    }
  }

  func throwIfAny() throws(Problems) {
    guard problems.isEmpty else { throw Problems(problems) }
  }
}
