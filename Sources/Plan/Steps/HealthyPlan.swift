internal import Playbook

extension HealthyStep {
  var title: String {
    switch check {
    case .command(let command): "healthy '\(command)'"
    case .tcp(let host, let port): "healthy tcp \(host):\(port)"
    case .http(let check): "healthy \(check.url)" + (check.isFromController ? " from here" : "")
    case .systemd(let units): "healthy \(units.map(\.description).joined(separator: " "))"
    case .compose(let services): "healthy \(services.map(\.description).joined(separator: " "))"
    }
  }

  func ask(_ questions: inout Questions) {
    switch check {
    case .command: break
    case .systemd(let units): questions.ask(units: units)
    case .compose(let services): questions.ask(composeServices: services)
    case .tcp: questions.ask(tools: "nc", "bash")
    case .http(let check) where check.isFromController: break
    case .http(let check):
      questions.ask(tools: "curl", "wget")
      if let body = check.body { questions.ask(pattern: body) }
    }
  }

  func plan(_ draft: Draft) -> StepOutcome {
    let facts = draft.facts
    switch check {
    case .command: break
    case .systemd(let units):
      let reasons = draft.objections(to: units)
      if !reasons.isEmpty { return .refused(reasons) }
    case .compose(let services):
      if let why = facts.unknown(services, root: draft.target.root) { return .unknown(why) }
      let reasons = facts.objections(to: services, root: draft.target.root)
      if !reasons.isEmpty { return .refused(reasons) }
    case .tcp:
      if facts.tools.isDisjoint(with: ["nc", "bash"]) {
        return .refused(["the host has neither nc nor bash to open a tcp connection with"])
      }
    case .http(let check) where check.isFromController: break
    case .http(let check):
      if facts.tools.isDisjoint(with: ["curl", "wget"]) {
        let lack = "the host has neither curl nor wget"
        if let reason = check.reasonAgainstTunnel(to: draft.target.host) {
          return .refused(["\(lack)\(reason): install one, or look with 'tcp' or 'cmd'"])
        }
        return draft.somethingDone
          ? .tunnelled(because: "asked from here through a tunnel, since \(lack)") : .ok("nothing before it is done")
      }
      if let body = check.body, facts.badPatterns.contains(body) {
        return .refused(["grep -E on the host does not understand '\(body)'"])
      }
    }
    guard draft.somethingDone else { return .ok("nothing before it is done") }
    return isImplied ? .run(because: "since no step 'healthy' looks at what was started") : .change([])
  }
}

extension HTTPCheck {
  /// Why it cannot be asked by this machine through the connection to the host.
  fileprivate func reasonAgainstTunnel(to host: Host) -> String? {
    if host.destination.isThisMachine { return "" }
    if HTTPAddress(url) == nil { return ", and https is not asked through a tunnel" }
    return followsRedirects ? ", and through a tunnel no redirect is followed" : nil
  }
}
