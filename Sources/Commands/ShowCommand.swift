internal import Deploy
internal import Plan
internal import Playbook
internal import Terminal
internal import Transaction

/// The command `show`.
enum ShowCommand {
  static let spec = CommandSpec(
    "show", "[PLACE] RUN", "tell again what a run reported",
    details: """
      RUN is a timestamp such as 20260202_060240, a run's whole name, or 'latest'. Without PLACE, all hosts of hosts.yml
      are asked. Who ran it, on which revision, every step with what was said of it, and its last words come from the
      backup set on the host; of a run whose set is gone, its line in the history is left.
      """,
    examples: ["show lms-prod 20260202_060240", "show dedup_fix_20260202_060240"],
    exitCodes: ExitCode.ofLook,
    options: Arguments.round
  ) { arguments, console in
    guard let run = arguments.words.last else { throw UsageError("name a run", command: "show") }
    guard arguments.words.count <= 2 else {
      throw UsageError("'\(arguments.words[2])' is one word too many", command: "show")
    }
    let isAnywhere = arguments.words.count == 1
    if isAnywhere, Place.isPlaybook(run) {
      throw UsageError("name the run of '\(run)', or 'latest'", command: "show")
    }
    if isAnywhere, try InventoryText.find(arguments.value(.inventory), beside: ".") == nil {
      throw UsageError(
        "name the place of '\(run)': there is no hosts.yml here whose hosts could be asked", command: "show")
    }
    let words = try Reach(arguments, console).words
    return await (try Round(isAnywhere ? Inventory.everyHost : arguments.words[0], arguments, console)).visit { visit in
      try await visit.show(run, options: words)
    }
  }
}

extension Visit {
  fileprivate func show(_ wanted: String, options: [String]) async throws -> ExitCode {
    let facts = try await sets()
    let run = try facts.pastRun(wanted)
    let text = PastRunText(run, in: facts, on: target, options: options, console.style)
    guard run.set != nil else {
      answer(text.head(nil, Journal([])) + ["  its backup set is gone, and its steps with it"])
      return .done
    }
    var request = LookRequest(target)
    for file in ["manifest", "script", "journal", "events", "revision"] {
      request.give("\(run.name)/\(file)", as: file)
    }
    let given = try await session.look(request).given
    answer(text.head(given["revision"].flatMap { Revision($0) }, Journal(given["journal"] ?? [])))
    let story = RunStory(
      target, manifest: given["manifest"].flatMap { Manifest($0) }, script: given["script"] ?? [])
    let events = given["events"].map { Event.all(in: $0) }
    answer(events.map { text.story(story, $0) } ?? ["  what it reported cannot be read there"])
    return .done
  }
}
