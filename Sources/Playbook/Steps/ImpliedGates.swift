/// The gates of services that are started and that no step 'healthy' looks at afterwards.
struct ImpliedGates {
  private var units: [UnitName] = []
  private var services: [ComposeService] = []
  private var commands: [Step] = []
  private var last: Step?
  private var within = Duration.zero

  /// The steps with a gate after each row of services that no 'healthy' comes after.
  static func among(_ steps: [Step]) -> [Step] {
    let watched = steps.lastIndex { if case .healthy = $0.kind { true } else { false } } ?? -1
    var all: [Step] = []
    var gates = ImpliedGates()
    for (index, step) in steps.enumerated() {
      if case .service(let service) = step.kind {
        if index > watched { gates.add(service, of: step) }
      } else {
        all += gates.take()
      }
      all.append(step)
    }
    return all + gates.take()
  }

  private mutating func add(_ service: ServiceStep, of step: Step) {
    // What is stopped after all need not be well.
    remove(service.service)
    guard service.action != .stop, service.wantsGate else { return }
    switch service.service {
    case .systemd(let names): units += names
    case .compose(let names): services += names
    case .command(_, status: nil): return
    case .command: commands.append(step)
    }
    last = step
    within = max(within, step.timeout ?? .seconds(120))
  }

  private mutating func remove(_ service: Service) {
    switch service {
    case .systemd(let names): units.removeAll(where: names.contains)
    case .compose(let names): services.removeAll(where: names.contains)
    case .command: break
    }
  }

  /// The gates so far, after which others begin.
  private mutating func take() -> [Step] {
    guard let last else { return [] }
    var gates: [Step] = []
    for manager in UnitManager.allCases {
      let managed = units.filter { $0.manager == manager }
      if !managed.isEmpty { gates.append(gate(.systemd(managed), after: last)) }
    }
    for (index, service) in services.enumerated() {
      let project = service.project
      guard !services[..<index].contains(where: { $0.project == project }) else { continue }
      gates.append(gate(.compose(services.filter { $0.project == project }), after: last))
    }
    for step in commands {
      guard case .service(let service) = step.kind, case .command(_, let status?) = service.service else { continue }
      gates.append(gate(.command(status), after: step))
    }
    self = ImpliedGates()
    return gates
  }

  private func gate(_ check: HealthCheck, after step: Step) -> Step {
    let gate = HealthyStep(
      check: check, within: within, every: .seconds(1), stableFor: HealthyStep.usualStability, isImplied: true)
    // Units and services are asked as the run's own account.
    let become: Become? = if case .command = check { step.become } else { nil }
    return Step(kind: .healthy(gate), name: nil, undo: nil, timeout: nil, become: become, range: step.range)
  }
}
