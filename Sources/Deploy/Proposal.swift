package import Plan
package import Playbook
package import Transaction
package import Crypto
internal import Reactor

/// What is to be done on a host, before anybody agreed to it.
package struct Proposal: Sendable {
  package let plan: Plan
  package let facts: Facts
  /// The runs that this one undoes.
  package let undoes: [RunID]
  /// The transaction, once the run has a name.
  package let script: @Sendable (_ run: RunID, _ awaitSeconds: Int?) -> Script
  /// What its commands need, and what is hidden in what they say.
  let secrets: SecretPack
  /// What this machine looks at before the host may commit.
  let gates: [DistantGate]

  package init(
    plan: Plan, facts: Facts, undoes: [RunID] = [], secrets: SecretPack = .empty,
    gates: [DistantGate] = [],
    script: @escaping @Sendable (_ run: RunID, _ awaitSeconds: Int?) -> Script
  ) {
    self.plan = plan
    self.facts = facts
    self.undoes = undoes
    self.secrets = secrets
    self.gates = gates
    self.script = script
  }
}

extension Proposal {
  /// The transaction of a host that has no others to wait for.
  package var shownScript: Script {
    let script = script(RunID("RUN"), nil)
    guard let seconds = waits(FleetRun.patience, isTogether: false) else { return script }
    return script.waiting(seconds, confirm: confirmation?.seconds)
  }

  /// How long the host waits for an order once its own gates have passed; nil where it needs none.
  func waits(_ patience: Duration, isTogether: Bool) -> Int? {
    let patience = Int(patience.components.seconds)
    guard gates.isEmpty else { return patience + gates.reduce(0) { $0 + $1.mostSeconds } }
    return isTogether ? patience : confirmation?.seconds
  }

  /// Whether the host must be reached over a new connection before it commits.
  package var confirmation: Confirmation? { Confirmation(plan, script(RunID("-"), nil)) }
}

/// Asks a host and makes the proposal for it; candidates are the names that the run may get.
package typealias Planner = @Sendable (_ session: Session, _ candidates: [RunID]) async throws -> Proposal

/// Whether to go on after all hosts were asked.
package enum Consent: Sendable {
  case proceed
  case stop
}

extension Proposal {
  /// What a playbook wants on one of its hosts.
  package static func deploying(
    _ wanted: Target, _ pending: PendingSources, acceptsDrift: Bool = false, onlyReads: Bool = false,
    rehashes: Bool = false, secrets: [String: Secret] = [:], detail: PlanDetail = .brief,
    after leftovers: Leftovers = .untouched,
    survey: @escaping @Sendable (CommitPair) -> CommitSurvey = { .missing($0.to) },
    history: SourceHistory = .none
  ) -> Planner {
    let names = wanted.secrets
    let pack = SecretPack(secrets.filter { names.contains($0.key) })
    let leftovers = leftovers.supplying(pack)
    return { session, candidates in
      var target = wanted
      var questions = Plan.questions(for: target, sources: pending.known, detail: detail)
      let request = ProbeRequest(questions, candidates: candidates, rehashes: rehashes)
      var facts = try await session.probe(request)
      let sources = try await session.sources(pending)
      if try await leftovers.clear(facts, target, session) { facts = try await session.probe(request) }
      // Only where links are on the way: what they lead to is asked in their place; and where folders go, what they
      // hold, also behind links.
      var known = Found()
      if !target.openTrees.isEmpty {
        if facts.isLedgerWithheld { facts.ledger = try await session.ledger(of: target) }
        known.scopes = try await target.scopes(facts, history)
        target = target.narrowed { tree, _ in known.scopes[TreeKey(tree)]?.narrow(tree) ?? tree }
      }
      known.redirections = facts.realPaths(of: target, sources, known.scopes)
      known.add(facts, for: target, sources)
      for _ in 0..<3 {
        let further = Plan.questions(for: target, sources: sources, known: known, detail: detail)
        let isAnswered = further.isAnswered(by: questions)
        questions = further
        if isAnswered { break }
        facts = try await session.probe(ProbeRequest(questions, candidates: candidates, rehashes: rehashes))
        // What a survey left out may lie behind links too.
        known.redirections.merge(facts.realPaths(of: target, sources, known.scopes)) { before, _ in before }
        known.add(facts, for: target, sources)
      }
      facts.redirections = known.redirections
      facts.trees = known.trees
      facts.scopes = known.scopes
      facts.add(known.surveyed, below: target.root)
      if facts.isLedgerWithheld { facts.ledger = try await session.ledger(of: target) }
      try await session.fetchWholes(questions, of: target, into: &facts, sources)
      facts.deployed = try await session.deployed(facts.drifted(questions), needed: questions.wholes, of: target)
      let pairs = facts.wantedRanges(target)
      if !pairs.isEmpty {
        let found = try await Blocking.run { pairs.map { ($0, survey($0)) } } ?? []
        facts.ranges = Dictionary(found) { first, _ in first }
        try await session.lookForStrangers(at: facts.arrivals(target), of: target, into: &facts)
      }
      var plan =
        onlyReads
        ? Plan.forReading(target, facts: facts, sources: sources, acceptsDrift: acceptsDrift, detail: detail)
        : Plan(target, facts: facts, sources: sources, acceptsDrift: acceptsDrift, detail: detail)
      plan.origins = plan.origins(history)
      if plan.distantGates.contains(where: { $0.tunnel == nil }) { try await DistantGate.checkTools() }
      return Proposal(plan: plan, facts: facts, secrets: pack, gates: plan.distantGates) { [plan] run, awaitSeconds in
        Script(plan, run: run, awaitSeconds: awaitSeconds)
      }
    }
  }
}

extension Target {
  /// What of its folders has changed, as the repository of this machine tells.
  fileprivate func scopes(_ facts: Facts, _ history: SourceHistory) async throws -> [TreeKey: TreeScope] {
    let found = try await Blocking.run {
      openTrees.map { (TreeKey($0.tree), TreeScope($0.tree, $0.since, root: root, facts, history)) }
    }
    return Dictionary(found ?? [], uniquingKeysWith: { first, _ in first })
  }
}

extension Session {
  /// Each costs the host two processes, and nobody reads more; what a plan is made of does not count.
  private static let shownDrifts = 40

  /// The sources, once they are read.
  fileprivate func sources(_ pending: PendingSources) async throws -> Sources {
    let (sources, loss) = await lingering { await pending.all() }
    let found = try sources.get()
    if let loss { throw loss }
    return found
  }

  /// Whether something lies where git is to bring a file, in one exchange if there are such.
  fileprivate func lookForStrangers(
    at paths: [AbsolutePath], of target: Target, into facts: inout Facts
  ) async throws {
    guard !paths.isEmpty else { return }
    var place = Questions(root: target.root, backups: target.backups)
    for path in paths { place.ask(presenceAt: path) }
    facts.logs.merge(try await probe(ProbeRequest(place)).logs) { known, _ in known }
  }

  /// What was last deployed, however much that is.
  fileprivate func ledger(of target: Target) async throws -> Ledger {
    let place = Questions(root: target.root, backups: target.backups)
    return try await probe(ProbeRequest(place)).ledger
  }

  /// The contents that a plan is made of and that the probe left out since they are large, in one exchange.
  fileprivate func fetchWholes(
    _ questions: Questions, of target: Target, into facts: inout Facts, _ sources: Sources
  ) async throws {
    guard !questions.wholes.isEmpty else { return }
    let known = Set(sources.values.map(\.hash))
    let paths = questions.wholes.sorted().filter { path in
      guard facts.contents[path] == nil, case .file(_, let size, let hash, _)? = facts.observations[path]?.state else {
        return false
      }
      return (1...Questions.mostWhole).contains(size) && !known.contains(hash)
    }
    let files = paths.compactMap { path -> ContentsRequest.File? in
      guard case .file(_, let size, let hash, _)? = facts.observations[path]?.state else { return nil }
      return ContentsRequest.File(LookPath(path), at: .live, size: size, hash: hash)
    }
    guard !files.isEmpty else { return }
    for (path, content) in zip(paths, try await contents(of: files, on: target)) {
      guard let content else {
        throw HostError("\(path) changed while it was read", hint: "try again when nobody writes to it")
      }
      facts.contents[path] = content
    }
  }

  /// What was last deployed at these paths, in one exchange if there are any; without those that are not kept, or not
  /// as they were.
  fileprivate func deployed(
    _ paths: [EntryPath: SHA256Digest], needed: Set<EntryPath>, of target: Target
  ) async throws -> [EntryPath: [UInt8]] {
    guard !paths.isEmpty else { return [:] }
    let all = paths.keys.sorted()
    let order = all.filter(needed.contains) + all.filter { !needed.contains($0) }.prefix(Self.shownDrifts)
    let folder = target.backups.bytes + Array("/deployed/".utf8)
    let gifts = order.enumerated().map { index, path in
      ("deployed\(index)", folder + Array("\(path.tree.rawValue)/".utf8) + path.bytes)
    }
    let place = Questions(root: target.root, backups: target.backups)
    let facts = try await probe(ProbeRequest(place, gifts: Dictionary(uniqueKeysWithValues: gifts)))
    return order.enumerated().reduce(into: [:]) { kept, item in
      guard let content = facts.given["deployed\(item.offset)"], SHA256Digest(of: content) == paths[item.element]
      else { return }
      kept[item.element] = content
    }
  }

  /// One exchange: what the host says to all questions.
  package func probe(_ request: ProbeRequest) async throws -> Facts {
    switch try await ask(request.bytes, within: request.isSurvey ? Self.hashing : Self.answering) {
    case .refused(let replies):
      throw HostError(replies.last.map { $0.words.dropFirst().joined(separator: " ") } ?? "refused")
    case .done(let replies):
      do {
        return try request.facts(from: replies)
      } catch {
        throw SessionError.malformed(error.reply.words.joined(separator: " "))
      }
    }
  }
}
