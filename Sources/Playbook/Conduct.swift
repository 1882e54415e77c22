internal import SourceText
internal import YAML

/// How runs of a playbook go about their work, beside their steps.
package struct Conduct: Sendable, Hashable {
  /// What becomes of the other hosts when one fails.
  package enum OnFailure: String, Sendable, CaseIterable {
    /// None commits before all passed; one that fails takes the others back.
    case revertAll = "revert_all"
    /// Each host decides for itself.
    case revertFailed = "revert_failed"
    /// Each host decides for itself, and none is let go any more once one has failed.
    case stop
  }

  /// What becomes of the run when a host does not answer at its start.
  package enum OnUnreachable: String, Sendable, CaseIterable {
    case fail
    /// The others go on without it.
    case skip
  }

  /// Puts a unit in for the time of the run, which recovers it when the host boots in the middle.
  package var recoversOnBoot = false
  /// How many sets a run that commits leaves.
  package var keep = Retention.all
  /// How long after its gates a host waits to be reached over a new connection before it reverts.
  package var confirmWithin: Duration?
  package var onFailure = OnFailure.revertAll
  package var onUnreachable = OnUnreachable.fail
  package var strategy = Strategy()

  package init() {}
}

extension Conduct {
  init(_ document: PlaybookDocument, _ reading: Reading) {
    recoversOnBoot = document.recoverOnBoot.flatMap { reading.flag($0) } ?? false
    keep = document.backups.retention(reading)
    confirmWithin = document.confirmWithin.flatMap { reading.seconds($0, "a duration") }
    onFailure = document.onFailure.flatMap { reading.choice($0) } ?? .revertAll
    onUnreachable = document.onUnreachable.flatMap { reading.choice($0) } ?? .fail
    strategy = document.strategy.flatMap { Strategy.read($0, reading, onFailure: onFailure) } ?? Strategy()
  }
}

extension Reading {
  /// A duration, or a plain number of seconds.
  func seconds(_ node: Node, _ expected: String) -> Duration? {
    value(node, expected) { scalar throws(Malformed) in
      let isNumber = !scalar.text.isEmpty && scalar.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      let duration = try Duration(notation: isNumber ? "\(scalar.text)s" : scalar.text)
      guard duration >= .seconds(1) else { throw Malformed("\(expected) must be at least 1s") }
      return duration
    }
  }

  fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>(_ node: Node) -> Choice? {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return value(node, "one of \(words)") { scalar throws(Malformed) in
      guard let choice = Choice(rawValue: scalar.text) else {
        let meant = Suggestion.closest(to: scalar.text, among: Choice.allCases.map(\.rawValue))
        throw Malformed(
          "expected one of \(words), found '\(scalar.text.shortened)'", hint: meant.map { "'\($0)' may be meant" })
      }
      return choice
    }
  }
}
