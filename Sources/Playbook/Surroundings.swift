/// Where and how the commands of a `run` step are run.
package struct Surroundings: Sendable, Hashable {
  package struct Setting: Sendable, Hashable {
    package let name: String
    package let value: String
  }

  package enum Place: Sendable, Hashable {
    case host
    /// A container of this service.
    case compose(ComposeService)
  }

  package let place: Place
  /// In the order of the playbook, so that two plans of it read the same.
  package let settings: [Setting]
  /// Nil for the root, or for where a container's commands begin.
  package let folder: AbsolutePath?
  /// Nil for `/bin/sh`.
  package let shell: AbsolutePath?
}

extension Surroundings {
  /// The service in whose container the commands run.
  package var service: ComposeService? {
    if case .compose(let service) = place { service } else { nil }
  }
}
