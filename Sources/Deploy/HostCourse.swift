internal import Connection
package import Plan
internal import Playbook
internal import Reactor
package import Transaction

/// One host's way through a run: asked, prepared, let go, followed to the verdict that its journal holds.
struct HostCourse {
  let target: Target
  let run: FleetRun

  private var host: String { target.host.name }
  private var batch: Batch { run.batches[host] }

  /// Every way out reports to all musters, so that no other host waits for this one.
  func outcome() async -> Outcome {
    var session: Session
    let proposal: Proposal
    do {
      (session, proposal) = try await run.inTurn { try await begin() }
    } catch let error as FleetRun.Unreached {
      await giveUp(error.reason)
      return error.reason.isLeftOut ? .skipped(error.reason) : .unreachable(error.reason)
    } catch let error as HostError {
      await giveUp(error)
      return .refused([Objection(message: error.message, hint: error.hint)])
    } catch {
      let error = HostError(error)
      await giveUp(error)
      return .unreachable(error)
    }
    let outcome = await outcome(&session, proposal)
    await session.close()
    return outcome
  }

  private func begin() async throws -> (Session, Proposal) {
    let session = try await run.begin(target)
    do {
      return (session, try await run.planner(target)(session, run.candidates))
    } catch {
      await session.close()
      throw error
    }
  }

  private func giveUp(_ error: HostError) async {
    _ = await run.planned.report(.failure(error), from: host)
    await run.leave(from: .prepared, host)
  }

  private func outcome(_ session: inout Session, _ proposal: Proposal) async -> Outcome {
    let (decision, loss) = await session.lingering { [run, host] in
      await run.planned.report(.success(proposal), from: host)
    }
    let refusals = proposal.plan.objections
    guard case .proceed(let name) = decision, refusals.isEmpty, proposal.plan.hasChanges else {
      await run.leave(from: .prepared, host)
      if !refusals.isEmpty { return .refused(refusals) }
      if !proposal.plan.hasChanges { return .nothingToDo }
      return run.isRehearsal ? .planned : .leftAlone
    }
    let preparation: Preparation
    do {
      preparation = try await run.inTurn(keeping: &session) { session, later in
        if let loss = loss ?? later {
          var insistence: Insistence?
          try await regain(&session, after: loss, &insistence)
        }
        return try await prepare(&session, proposal, name)
      }
    } catch {
      let error = HostError(error)
      _ = await run.prepared.report(.failed, from: host)
      await run.leave(from: .gated, host)
      return .unreachable(error)
    }
    var isLetGo = false
    switch preparation {
    case .ready: break
    case .letGo: isLetGo = true
    case .refused(let objections):
      _ = await run.prepared.report(.failed, from: host)
      await run.leave(from: .gated, host)
      return .refused(objections)
    }
    // Who was let go already is alone, waits for nobody, and has an answer to read.
    let (isEveryoneReady, end) =
      isLetGo
      ? (await run.prepared.report(.ready, from: host), nil)
      : await session.lingering { [run, host] in await run.prepared.report(.ready, from: host) }
    guard isEveryoneReady else {
      await run.leave(from: .gated, host)
      await session.withdraw()
      return .leftAlone
    }
    if let end {
      // With its session the host has dropped what it prepared.
      await run.fall(host)
      return .unreachable(HostError(end))
    }
    return await follow(session, name, proposal, isLetGo: isLetGo)
  }

  private enum Preparation {
    case refused([Objection])
    case ready
    /// Nobody else has a say, so the host was told to go as soon as it is ready.
    case letGo
  }

  private func prepare(_ session: inout Session, _ proposal: Proposal, _ name: RunID) async throws -> Preparation {
    var script = proposal.script(name, nil)
    if let seconds = run.waits(host, for: proposal) {
      script = script.waiting(seconds, confirm: proposal.confirmation?.seconds)
    }
    let request = PrepareRequest(
      plan: proposal.plan, run: name, script: script, by: run.author, undoes: proposal.undoes,
      secrets: proposal.secrets,
      documents: run.documents(proposal.plan),
      maySendPacked: !session.isLocal && proposal.facts.tools.contains(PrepareRequest.unpacker))
    do {
      try await bring(request.freight, over: &session, for: name)
      try await session.send(request.shipment) { sent, total in
        run.report(Notice(host: host, matter: .sending(sent, of: total)))
      }
    } catch let error as Shipment.ChangedSource {
      // The host waits for the rest, which does not come: it drops what it has.
      await session.close()
      return .refused([
        Objection(
          message: "the source of \(error.path) was changed on this machine since the plan was made",
          hint: "run it again once nobody writes there")
      ])
    }
    if run.isAlone, run.setOut() {
      noteLetGo(proposal)
      return .letGo
    }
    switch try await session.answer(within: proposal.preparing) {
    case .done:
      run.report(Notice(host: host, matter: .prepared(name)))
      return .ready
    case .refused(let replies): return .refused(Objection.list(of: replies))
    }
  }

  private func noteLetGo(_ proposal: Proposal) {
    run.noteLetGo(host, waiting: run.waits(host, for: proposal))
  }

  /// Waits until the hosts before this one are through; false if it is not to begin any more.
  private func isTurn(_ session: Session) async throws -> Bool {
    try await run.batches.watching { wake in
      while true {
        switch run.batches.turn(of: host) {
        case .now: return true
        case .never: return false
        case .later(let instant): try await session.linger(until: instant, wake: wake)
        }
      }
    }
  }

  /// From `go` on the host carries on by itself, so whatever breaks here leaves the run to it.
  private func follow(
    _ session: Session, _ name: RunID, _ proposal: Proposal, isLetGo: Bool
  ) async -> Outcome {
    if !isLetGo {
      do {
        guard try await isTurn(session) else {
          await run.leave(from: .gated, host)
          await session.withdraw()
          return .leftAlone
        }
      } catch {
        await run.fall(host)
        return .unreachable(HostError(error))
      }
      guard run.setOut() else {
        await run.fall(host)
        return .leftAlone
      }
      noteLetGo(proposal)
    }
    var course = Course()
    let (run, target) = (run, target)
    let sight = DistantSight(proposal.gates) { try await run.dial(target) }
    var pursuit = Pursuit(
      of: name, on: target, orders: batch[host], isOwner: true, secrets: proposal.secrets, patience: run.reconnectsFor,
      open: { try await run.reopen(target) })
    let end = await withTaskGroup(of: Void.self) { group in
      let end = await pursuit.begin(session, preparing: isLetGo ? proposal.preparing : nil) { matter in
        if case .event(let event) = matter, sight.said(event) { return }
        run.tell(host, matter)
        guard case .event(let event) = matter else { return }
        for event in sight.take() { course.add(event) }
        course.add(event)
        switch event {
        case .state(.gated) where proposal.confirmation != nil: group.addTask { await confirm(name, sight) }
        case .state(.gated) where !proposal.gates.isEmpty: group.addTask { await pass(sight) }
        // Before anything else is heard of the host, such as that it is lost.
        case .state(.gated): await batch.pass(host)
        case .end(.committed): break
        case .state(.reverting), .end: await run.fall(host)
        default: break
        }
      }
      group.cancelAll()
      return end
    }
    switch end {
    case .ended(let verdict):
      run.batches.settle(host, failed: verdict != .committed)
      return .ended(verdict, course)
    case .neverBegan(let refusal):
      await run.fall(host)
      if !refusal.isEmpty { return .refused(Objection.list(of: refusal)) }
      // A guardian that did not start.
      if let failure = course.failure { return .refused([Objection(message: failure.reason)]) }
      return .unreachable(HostError("the connection was lost before the run began"))
    case .lost(let error):
      let prospect = run.prospect(of: host)
      await run.fall(host)
      return .leftRunning(error, prospect)
    }
  }

  /// The host passed its own gates; those that this machine looks at decide what it is told.
  private func pass(_ sight: DistantSight) async {
    switch await sight.look({ run.tell(host, .event($0)) }) {
    case .commit?: await batch.pass(host)
    case let order?: batch[host].give(order)
    case nil: break
    }
  }

  /// Comes to the host once more, over a connection of its own, which then passes the orders on.
  ///
  /// How long that may take is for the host to judge: it reverts, and with that the run is over here too.
  private func confirm(_ name: RunID, _ sight: DistantSight) async {
    while !Task.isCancelled {
      do {
        let session = try await run.reopen(target, isFresh: true)
        do {
          let found = try await session.attach(AttachRequest(target, run: name))
          if found.life == .working, found.state == .gated {
            run.tell(host, .confirmed)
            await pass(sight)
          }
          try await session.follow(batch[host]) { _ in }
          await session.close()
          return
        } catch {
          await session.close()
          throw error
        }
      } catch {
        // Perhaps only for now.
        do { _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(500)) } catch { return }
      }
    }
  }
}

extension Plan {
  /// What stands against the plan, with the step it is about.
  package var objections: [Objection] {
    refusals.map { Objection(message: $0) }
      + steps.flatMap { planned in
        guard case .refused(let reasons) = planned.verdict else { return [Objection]() }
        return reasons.map { Objection(step: planned.number, message: $0) }
      }
  }
}

extension Objection {
  /// `refusal STEP ENTRY #MESSAGE`, each perhaps with a `refusal-output #TEXT` after it.
  fileprivate static func list(of replies: [Reply]) -> [Objection] {
    var list: [Objection] = []
    let isLock = replies.contains { $0.words == ["locked"] }
    for reply in replies {
      switch (reply.words.first, reply.words.count) {
      case ("refusal", 3):
        list.append(
          Objection(step: Int(reply.words[1]), entry: Int(reply.words[2]), message: reply.text, isLock: isLock))
      case ("refusal-output", _):
        guard let last = list.popLast() else { continue }
        list.append(
          Objection(
            step: last.step, entry: last.entry, message: last.message, output: reply.text,
            hint: "mend the file, or what 'validate' wants of it"))
      default: break
      }
    }
    return list.isEmpty ? [Objection(message: "the host refused without a reason")] : list
  }
}
