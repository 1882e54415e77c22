internal import Plan

extension Rollback {
  /// The secrets that commands of the undone runs need, and that nobody supplied.
  func missing(_ secrets: Set<String>) -> [String] {
    Set((before + steps).flatMap(\.secretNames)).subtracting(secrets).sorted().map {
      "a command that is repeated needs the secret '\($0)': name the playbook in place of the host, which says where it is"
    }
  }

  /// What other runs owe stays owed: this one has its own services to think of.
  func notes(_ facts: Facts, _ room: Facts.Room) -> [String] {
    facts.owed.map { "\($0.title) is owed since \($0.run)" }
      + (room == .tight
        ? ["the disk is full: files are taken from the older sets, which keep them only if there is room"] : [])
  }

  /// The files go back whoever answers; what cannot be restarted now is owed, and cannot be asked how it is.
  func verdict(on step: Script.Step, _ facts: Facts) -> PlannedStep.Verdict {
    if let kind = step.manager, facts.silentManagers.contains(kind) {
      return .owed("since \(Facts.name(ofManager: kind)) does not answer; the next run does it when it answers")
    }
    let owes = steps.contains { $0.manager.map(facts.silentManagers.contains) ?? false }
    return owes && step.isGate ? .ok("not asked, since a restart is owed") : .change
  }
}

extension Script.Step {
  /// Who has to be asked for what this step does to services; nil if nobody, or only a command.
  var manager: String? {
    verbs.lazy.compactMap { verb in
      guard case .service(_, let words) = verb, words[0] != "command" else { return nil }
      return words[0].manager
    }.first
  }

  /// Its verbs without what may differ where the same is done.
  var deeds: [Verb] { verbs.filter { if case .images = $0 { false } else { true } } }

  /// What a new image is.
  var imageReason: String? {
    verbs.lazy.compactMap { verb in
      guard case .images(let run, _) = verb else { return nil }
      return "with the image from before \(run), or a new one where the host has that no more"
    }.first
  }

  /// The same step for later.
  var owing: Script.Step {
    with(
      verbs: verbs.map { verb in
        if case .service(let action, let words) = verb { .owe(action, words) } else { verb }
      })
  }
}
