internal import Playbook

/// A service that still runs other files than those that lie there, since nobody could restart it.
package struct Owed: Sendable, Hashable {
  /// The run that could not do it.
  package let run: String
  package let action: String
  /// `systemd`, `systemd_user`, `command`, or `compose` with what is said of the project.
  package let kind: String
  /// The units or services; a command and its status.
  package let words: [String]
  /// All that follows the action, as the run's script had it.
  package let rest: [[UInt8]]

  package init(run: String, action: String, kind: String, words: [String], rest: [[UInt8]]) {
    self.run = run
    self.action = action
    self.kind = kind
    self.words = words
    self.rest = rest
  }

  /// Who has to be asked for it.
  var manager: String { String(kind.prefix { $0 != "," }) }

  /// What a person calls it.
  package var title: String {
    kind == "command" ? "\(action) '\(words.first ?? "")'" : "\(action) \(words.joined(separator: " "))"
  }
}

extension Facts {
  /// True for what nobody can be asked to do now.
  func isSilent(_ owed: Owed) -> Bool { silentManagers.contains(owed.manager) }

  /// What to say of the services that have to wait for longer.
  package var waiting: [String] {
    owed.filter(isSilent).map { owed in
      "\(owed.title) is owed since \(owed.run), and \(Self.name(ofManager: owed.manager)) does not answer yet"
    }
  }

  package static func name(ofManager kind: String) -> String {
    switch kind {
    case "compose": "docker"
    case UnitManager.user.word: "the account's own systemd"
    default: kind
    }
  }
}

extension Draft {
  /// What no step of the playbook does anyway.
  var payable: [Owed] {
    facts.owed.filter { !isPaid($0) && !facts.isSilent($0) }
  }

  /// What a step of the playbook does, though perhaps nothing else asks for it.
  var paidAnyway: [String] {
    facts.owed.filter(isPaid).map { "\($0.title) is owed since \($0.run)" }
  }

  private func isPaid(_ owed: Owed) -> Bool {
    target.steps.contains { step in
      guard case .service(let service) = step.kind, step.exclusion == nil else { return false }
      return service.pays(owed)
    }
  }
}

extension ServiceStep {
  /// True if this does what is owed; a restart is as good as a reload, but not as new containers, and these not as a new image.
  func pays(_ owed: Owed) -> Bool {
    let isMore = [ServiceAction.recreate, .rebuild].contains { $0.rawValue == owed.action }
    guard rebuilds || action.rawValue == owed.action || (action == .restart && !isMore) else { return false }
    let names: [String]
    switch service {
    case .command(let command, _): return owed.kind == "command" && [command.description] == owed.words.prefix(1)
    case .systemd(let units):
      guard owed.kind == units.word else { return false }
      names = units.map(\.description)
    case .compose(let services):
      guard owed.kind == services.first?.project.word else { return false }
      names = services.map(\.description)
    }
    return Set(owed.words).isSubset(of: names)
  }
}
