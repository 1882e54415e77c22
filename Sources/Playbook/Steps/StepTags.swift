internal import SourceText
internal import YAML

/// The words by which steps are chosen on the command line.
enum StepTags {
  static func read(_ node: Node, _ reading: Reading) -> [String] {
    reading.oneOrMore(node, "a tag").compactMap { node in
      reading.value(node, "a tag") { scalar throws(Malformed) in
        guard PlaybookName.isValid(scalar.text) else {
          throw Malformed("'\(scalar.text.shortened)' cannot be a tag", hint: PlaybookName.rule)
        }
        return scalar.text
      }
    }
  }
}

/// Which steps of a playbook are wanted.
package struct StepChoice: Sendable {
  private let wanted: Set<String>
  private let unwanted: Set<String>

  /// Takes words with commas between them; no words choose every step.
  package init(tags: [String], skip: [String]) {
    wanted = Self.words(tags)
    unwanted = Self.words(skip)
  }

  /// The tags that are not among these.
  package func unknown(among tags: Set<String>) -> [String] { wanted.union(unwanted).subtracting(tags).sorted() }

  /// The target with the steps that are not wanted marked.
  package func applied(to target: Target) -> Target {
    guard !wanted.isEmpty || !unwanted.isEmpty else { return target }
    return target.with(
      steps: target.steps.map { step in
        var step = step
        if step.exclusion == nil { step.exclusion = exclusion(of: step) }
        return step
      })
  }

  private func exclusion(of step: Step) -> Exclusion? {
    if let tag = step.tags.first(where: unwanted.contains) { return .tags("--skip \(tag)") }
    guard !wanted.isEmpty, wanted.isDisjoint(with: step.tags) else { return nil }
    return .tags("--tags \(wanted.sorted().joined(separator: ","))")
  }

  private static func words(_ list: [String]) -> Set<String> {
    Set(list.flatMap { $0.split(separator: ",").map(String.init) })
  }
}
