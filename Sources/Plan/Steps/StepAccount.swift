package import Playbook

extension Step {
  /// The account that this step's commands are for, where the target's own is another one.
  package func account(in target: Target) -> String? {
    guard let user = become?.user, user != target.become?.user else { return nil }
    return user
  }

  /// Why the step cannot be done as an account of its own.
  func objections(to account: String, _ draft: Draft) -> [String] {
    if let reason = kind.objectionToAccount { return [reason] }
    if draft.facts.assumesRights { return [] }
    guard draft.facts.user == 0 else {
      return [
        "only root can run one step as \(account), and this run is uid \(draft.facts.user)'s: "
          + "give the playbook 'become: true'"
      ]
    }
    if (kind.commands + [undo].compactMap { $0 }).contains(where: { $0.parts.contains(.backupFolder) }) {
      return ["the command uses ${backup}, which only root can enter: leave out 'become', or the folder"]
    }
    switch draft.facts.accountChanges[account] {
    case .setpriv, .runuser: return []
    case .absent: return ["there is no account \(account) on the host"]
    case nil, .some(.none):
      return ["the host has neither setpriv nor runuser, with which root could run a command as \(account)"]
    }
  }
}

extension StepKind {
  /// What they have a shell do.
  fileprivate var commands: [CommandText] {
    switch self {
    case .service(let step):
      if case .command(let command, let status) = step.service { [command, status].compactMap { $0 } } else { [] }
    case .healthy(let step): if case .command(let command) = step.check { [command] } else { [] }
    case .run(let step):
      switch step.condition {
      case .unless(let question), .probe(let question): [step.command, question]
      case .creates, nil: [step.command]
      }
    case .copy, .template, .patch, .directory, .link, .remove, .git, .logs: []
    }
  }

  fileprivate var objectionToAccount: String? {
    switch self {
    case .copy: "'become' in a step is for commands: 'owner' and 'group' in 'copy' say whose the files are"
    case .template: "'become' in a step is for commands: 'owner' and 'group' in 'template' say whose the files are"
    case .patch: "'become' in a step is for commands: a patched file stays whose it is"
    case .directory, .link, .remove: "'become' in a step is for commands: this one has none"
    case .git:
      "'become' in a step is for commands: a checkout is moved by the account of the run, "
        + "so move it by a playbook of its own that has 'become: OWNER'"
    case .run: nil
    case .service, .healthy:
      commands.isEmpty ? "'become' in a step is for commands: units and services are asked as the run's account" : nil
    case .logs: "'become' in a step is for commands: logs are read as the run's account"
    }
  }
}
