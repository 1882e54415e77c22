internal import YAML

/// The steps that were read so far: hosts for which everything that a step asks about is the same share it.
final class SharedSteps {
  private struct Reused {
    let root: AbsolutePath
    let project: ComposeProject
    let answers: Variables.Answers
    let step: Step?
  }

  private var known: [[Reused]]

  init(_ count: Int) { known = Array(repeating: [], count: count) }

  /// Reads the step with that number, unless it was read for a host like this one.
  func read(_ number: Int, _ node: Node, _ reading: Reading, below root: AbsolutePath) -> Step? {
    let variables = reading.variables
    let same = known[number].first {
      $0.root == root && $0.project == reading.project && variables.agree(with: $0.answers)
    }
    if let same { return same.step }
    let (step, answers) = variables.noting { Step.read(node, reading, below: root) }
    if answers.areComplete {
      known[number].append(Reused(root: root, project: reading.project, answers: answers, step: step))
    }
    return step
  }
}
