import Deploy
import TestSupport

/// Carries trials out on a stage, one after the other.
struct TrialBench {
  let stage: Stage
  /// What somebody does to the hosts behind the program's back: a truth that is not told has to be found.
  var meddle: (Stage, Trial) throws -> Void = { _, _ in }

  private var servers: String { "\(stage.folder)/servers" }

  func play(_ trial: Trial) async throws -> TrialVerdict {
    try prepare(trial)
    if !trial.ground.isEmpty { _ = try await run(["deploy", "playbooks/ground.yml", "--yes"] + trial.variables) }
    for host in trial.hosts { for item in host.edits { try item.put(below: "\(servers)/\(host.name)") } }

    let before = try trees(trial)
    let playbook = ["playbooks/site.yml"] + trial.variables
    let check = try await run(["check", "--format", "json"] + playbook + trial.options)
    guard [.done, .notChanged].contains(check.code) else { return .unusable(check) }
    var judge = TrialJudge(trial, before: before, forecasts: try Forecast.read(check), folder: servers)
    judge.expectUnchanged(try trees(trial), "check wrote")

    let deploy = try await run(["deploy", "--yes", "--format", "json"] + playbook + trial.options)
    try meddle(stage, trial)
    judge.compare(deploy, try trees(trial))
    if let run = judge.run, judge.verdict.predicted.isEmpty {
      let hosts = judge.committed.sorted().joined(separator: ",")
      let rollback = try await self.run(["rollback"] + playbook + [run, "--yes", "--limit", hosts])
      judge.compare(rollback: rollback, try trees(trial))
    }
    return judge.verdict
  }

  private func run(_ words: [String]) async throws -> Ending {
    try await stage.start(words, Trial.environment).ending()
  }

  private func trees(_ trial: Trial) throws -> [String: Tree] {
    var trees: [String: Tree] = [:]
    for server in stage.servers where trial.hosts.contains(where: { $0.name == server.name }) {
      trees[server.name] = try Landscape.read(server)
    }
    return trees
  }

  /// Makes the hosts and the project anew.
  private func prepare(_ trial: Trial) throws {
    for server in stage.servers {
      Files.remove(server.folder)
      for part in ["root", "home", "state", "outside"] { try Files.makeFolder("\(server.folder)/\(part)") }
    }
    for host in trial.hosts { for item in host.items { try item.put(below: "\(servers)/\(host.name)") } }
    Files.remove(stage.project)
    try stage.write(trial.inventory, to: "hosts.yml")
    for (name, source) in trial.sources {
      try Files.write(source.bytes, to: Array("\(stage.project)/\(name)".utf8), mode: source.mode)
    }
    try stage.write(trial.playbook("site", trial.steps, servers: servers), to: "playbooks/site.yml")
    if !trial.ground.isEmpty {
      let plain = Trial(
        seed: trial.seed, hosts: trial.hosts, sources: [:], ground: [], steps: [], keys: [:], options: [], variables: []
      )
      try stage.write(plain.playbook("ground", trial.ground, servers: servers), to: "playbooks/ground.yml")
    }
  }
}
