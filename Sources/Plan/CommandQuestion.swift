package import Playbook

/// A command that only looks, asked on the host before a plan is made.
package struct CommandQuestion: Sendable, Hashable {
  package let command: CommandText
  package let surroundings: Surroundings

  package init(_ command: CommandText, in surroundings: Surroundings) {
    self.command = command
    self.surroundings = surroundings
  }
}

/// How such a command ended.
package struct CommandAnswer: Sendable, Hashable {
  /// Nil for one that took too long.
  package let status: Int?
  /// The last lines that it printed.
  package let output: [String]

  package init(status: Int?, output: [String]) {
    self.status = status
    self.output = output
  }

  /// How long a host may take for an answer.
  package static let seconds = 20
}
