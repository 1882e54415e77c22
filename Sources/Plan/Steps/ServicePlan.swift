internal import Playbook

extension ServiceStep {
  var title: String {
    switch service {
    case .command(let command, _): "\(action.rawValue) '\(command)'"
    case .systemd(let units): "\(action.rawValue) \(units.map(\.description).joined(separator: " "))"
    case .compose(let services): "\(action.rawValue) \(services.map(\.description).joined(separator: " "))"
    }
  }

  func ask(_ questions: inout Questions) {
    switch service {
    case .command: break
    case .systemd(let units): questions.ask(units: units)
    case .compose(let services):
      questions.ask(composeServices: services)
      if rebuilds { questions.ask(builds: services) }
    }
  }

  func plan(_ draft: Draft) -> StepOutcome {
    let reasons: [String]
    switch service {
    case .command: reasons = []
    case .systemd(let units): reasons = draft.objections(to: units)
    case .compose(let services):
      if let why = draft.facts.unknown(services, root: draft.target.root) { return .unknown(why) }
      let unknown = draft.objections(toTouching: services)
      let unbuilt = rebuilds ? draft.facts.unbuilt(services) : []
      let against = unknown.isEmpty ? unbuilt : unknown
      reasons = against.isEmpty ? draft.invisibleFiles(to: services) : against
    }
    guard reasons.isEmpty else { return .refused(reasons) }
    if rebuilds { return planRebuild(draft) }
    if let reason = draft.reasonToTouch {
      let settings = action == .restart ? draft.changedSettings(of: service) : []
      guard !settings.isEmpty else { return .run(because: reason) }
      return .run(because: "made anew where \(settings.joined(separator: ", ")) says otherwise", as: .recreate)
    }
    if draft.facts.owed.contains(where: pays) { return .run(because: "since it is owed") }
    return isUnconditional ? .run(because: "as always") : .ok("nothing before it changed")
  }

  /// Whatever changed may be in the image: what its build takes nobody but docker knows.
  private func planRebuild(_ draft: Draft) -> StepOutcome {
    let isOwed = draft.facts.owed.contains(where: pays)
    guard let reason = draft.reasonToTouch ?? (isOwed ? "since it is owed" : isUnconditional ? "as always" : nil) else {
      return .ok("nothing before it changed")
    }
    return .run(because: "with a new image, \(reason)", as: .rebuild)
  }
}

extension Draft {
  /// The files that were changed so far and that containers of this service are made of.
  fileprivate func changedSettings(of service: Service) -> [String] {
    guard case .compose(let names) = service else { return [] }
    let inputs = names.reduce(into: Set<[UInt8]>()) { all, name in
      all.formUnion(facts.composeServices[name]?.inputs ?? [])
    }
    return changes.filter { isSetting($0, inputs) }.map(\.path.description)
  }

  /// Files that were changed so far and that no compose service of the playbook would see.
  ///
  /// Where something else is restarted as well, or an image is built, a file may be meant for that.
  fileprivate func invisibleFiles(to services: [ComposeService]) -> [String] {
    var all: [ComposeService] = []
    for step in target.steps where step.exclusion == nil {
      guard case .service(let service) = step.kind else { continue }
      guard case .compose(let names) = service.service, !service.rebuilds else { return [] }
      all += names
    }
    let facts = all.compactMap { self.facts.composeServices[$0] }
    let names = services.map(\.description).joined(separator: " and ")
    return changes.compactMap { entry in
      guard case .file = entry.new else { return nil }
      let paths = [entry.path, entry.name].compactMap { $0 }.flatMap { self.facts.places(of: $0, in: target) }
      let views = paths.flatMap { path in facts.map { $0.view(of: path) } }
      if views.contains(.inFolder) || facts.contains(where: { isSetting(entry, $0.inputs) }) { return nil }
      if views.contains(.asSingleFile) {
        if entry.way == .inPlace { return nil }
        return "\(entry.path) is mounted into \(names) as a single file, which would keep showing the old content"
      }
      return "\(entry.path) is not visible to \(names): no mount of it shows the file, and no 'rebuild: true' puts it "
        + "into a new image"
    }
  }
}
