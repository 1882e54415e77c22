package import Plan
package import Playbook
package import Transaction

/// What a command found and did, for programs to read.
package struct Report: Sendable {
  /// What a command line worked on: a playbook with its hosts, or a host.
  package struct Place: Sendable {
    /// As the command line named it.
    package let name: String
    package let run: RunID?
    package let hosts: [HostReport]

    package init(name: String, run: RunID?, hosts: [HostReport]) {
      self.name = name
      self.run = run
      self.hosts = hosts
    }

    /// The playbook's file; nil for a place that is no file.
    package var file: String? { name.hasSuffix(".yml") || name.hasSuffix(".yaml") ? name : nil }
  }

  /// The command's name.
  package let command: String
  package let version: String
  package var places: [Place] = []
  /// What was wrong before any host was asked.
  package var problems: [Finding] = []
  package var exitCode: Int32 = 0
  /// What the exit code means.
  package var exitMeaning = ""

  package init(command: String, version: String) {
    self.command = command
    self.version = version
  }

  /// Everything that a person should look at, in order.
  package var findings: [Finding] {
    problems + places.flatMap { place in place.hosts.flatMap { $0.findings(of: place) } }
  }
}

/// What is known of one host in the end.
package struct HostReport: Sendable {
  package let target: Target
  /// How it was reached; nil if it was not.
  package let connection: String?
  /// Nil where none could be made.
  package let plan: Plan?
  package let outcome: Outcome
  package let events: [TimedEvent]

  package init(target: Target, connection: String?, plan: Plan?, outcome: Outcome, events: [TimedEvent]) {
    self.target = target
    self.connection = connection
    self.plan = plan
    self.outcome = outcome
    self.events = events
  }

  /// From its first event to its last, in seconds.
  var seconds: Double {
    guard let first = events.first, let last = events.last else { return 0 }
    return last.seconds - first.seconds
  }

  /// What happened, without what went before it.
  var course: Course? { if case .ended(_, let course) = outcome { course } else { nil } }
}

/// An event with the time since the command began, by this machine's clock.
package struct TimedEvent: Sendable {
  package let event: Event
  package let seconds: Double

  package init(_ event: Event, at seconds: Double) {
    self.event = event
    self.seconds = seconds
  }
}
