package import Plan
internal import Playbook

/// The request that asks a host everything a plan needs, in one exchange.
package struct ProbeRequest: Sendable {
  package enum Sets: String, Sendable {
    case unfinished, all
  }

  /// Names that are looked for.
  package enum Search: Sendable {
    /// All files below a folder, as long as they are not more than this.
    case folder([UInt8], files: Int, kilobytes: Int)
    /// Files below the root that have one of these names.
    case names([String])
  }

  private let questions: Questions
  private let candidates: [RunID]
  private let sets: Sets
  /// Files to send along, each with the key that its content comes under.
  private let gifts: [String: [UInt8]]
  /// The same for files of backup sets, however large they are.
  private let records: [String: [UInt8]]
  private let search: Search?
  /// False when only the states of files are wanted, not what is in them.
  private let wantsContents: Bool
  /// Whether files are read that are known to be as they were.
  private let rehashes: Bool

  package init(
    _ questions: Questions, candidates: [RunID] = [], sets: Sets = .unfinished, gifts: [String: [UInt8]] = [:],
    records: [String: [UInt8]] = [:], search: Search? = nil, wantsContents: Bool = true,
    rehashes: Bool = false
  ) {
    self.rehashes = rehashes
    self.records = records
    self.questions = questions
    self.candidates = candidates
    self.sets = sets
    self.gifts = gifts
    self.search = search
    self.wantsContents = wantsContents
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    let body = self.body
    return CountedBody(body).request("probe")
  }

  private var body: [UInt8] {
    let backups = questions.backups.bytes
    var body: [UInt8] = []
    body.add("probe_place", ShellWord(questions.root.bytes), ShellWord(backups))
    body.add("probe_host")
    for run in candidates { body.add("probe_candidate", ShellWord(run.name)) }
    for tool in questions.tools.sorted() { body.add("probe_tool", ShellWord(tool)) }
    for (key, name) in questions.owners.sorted().enumerated() {
      body.add("probe_owner", ShellWord(key), ShellWord(name))
    }
    for (key, name) in questions.groups.sorted().enumerated() {
      body.add("probe_group", ShellWord(key), ShellWord(name))
    }
    for (key, name) in questions.accounts.sorted().enumerated() {
      body.add("probe_account", ShellWord(key), ShellWord(name))
    }
    for (key, pattern) in questions.patterns.enumerated() where !pattern.isUnderstoodEverywhere {
      body.add("probe_pattern", ShellWord(key), ShellWord(pattern))
    }
    for (key, log) in questions.logs.sorted().enumerated() {
      body.add("probe_readable", ShellWord(key), ShellWord(log.bytes))
    }
    for (key, unit) in questions.units.sorted().enumerated() {
      body.add("probe_unit", ShellWord(key), ShellWord(unit.description), ShellWord(unit.manager.word))
    }
    if questions.journals.contains(.system) { body.add("probe_journal") }
    if questions.journals.contains(.user) { body.add("probe_own_journal") }
    for (key, service) in questions.composeServices.sorted().enumerated() {
      body.add("probe_compose", ShellWord(key), ShellWord(service.name), ShellWord(service.project.word))
    }
    for (key, project) in questions.composeProjects.enumerated() {
      body.add("probe_project", ShellWord(key), ShellWord(project.word))
    }
    for (key, service) in questions.builds.sorted().enumerated() {
      body.add("probe_built", ShellWord(key), ShellWord(service.name), ShellWord(service.project.word))
    }
    for (key, question) in questions.commands.enumerated() {
      body.add(
        "probe_command", ShellWord(key), ShellWord(CommandAnswer.seconds), ShellWord(question.surroundings.serviceWord),
        ShellWord(question.surroundings.telling(question.command.text(backup: []))))
    }
    for (key, question) in questions.checkouts.enumerated() {
      let (branch, tag, commit) = question.goal.words
      body.add(
        "probe_checkout", ShellWord(key), ShellWord(question.folder.bytes), ShellWord(question.remote),
        ShellWord(branch), ShellWord(tag), ShellWord(commit))
    }
    body.add("probe_sets", ShellWord(sets.rawValue))
    if sets == .all { body.add("probe_roots") }
    body.add("probe_owed")
    for manager in questions.managers.sorted() { body.add("probe_manager", ShellWord(manager)) }
    body.add(
      "probe_record", "ledger", ShellWord(backups + Array("/deployed/ledger".utf8)),
      questions.surveys.isEmpty ? "whole" : "small")
    body.add(
      "probe_record", "history", ShellWord(backups + Array("/history".utf8)),
      questions.wantsHistory ? "whole" : "small")
    for (key, path) in gifts.sorted(by: { $0.key < $1.key }) {
      body.add("probe_give", ShellWord(key), ShellWord(path))
    }
    for (key, path) in records.sorted(by: { $0.key < $1.key }) {
      body.add("probe_record", ShellWord(key), ShellWord(path), "whole")
    }
    switch search {
    case .folder(let path, let files, let kilobytes):
      body.add("probe_tree", ShellWord(path), ShellWord(files), ShellWord(kilobytes))
    case .names(let names):
      let place = questions.backups(below: questions.root)
      body.add(ShellLine(["probe_find", ShellWord(place)] + names.map { ShellWord($0.asPattern) }))
    case nil: break
    }
    for (key, folder) in questions.trees.enumerated() {
      body.add(
        "probe_list", ShellWord(key), ShellWord(folder.bytes), ShellWord(Questions.mostNames),
        ShellWord(questions.backups(below: folder)))
    }
    for (key, survey) in questions.surveys.enumerated() {
      body.add(
        "probe_survey", ShellWord(key), ShellWord(survey.folder.bytes),
        ShellWord(survey.names.map { "\($0)\n" }.joined()), rehashes ? "anew" : "known")
    }
    if !wantsContents { body.add("probe_states") }
    if !questions.bulk.isEmpty { body.add("probe_brief", ShellWord(PlanDetail.mostShown)) }
    for (index, path) in questions.order.enumerated() {
      let wanted =
        questions.quiet.contains(path)
        ? "file:::::-:" : (questions.entries[path] ?? nil).map { "file:::::\($0):" } ?? "-"
      body.add(
        "entry", ShellWord(index + 1), ShellWord(path.tree.rawValue), ShellWord(path.folder), ShellWord(path.name),
        questions.bulk.contains(path) ? "+" : "-", ShellWord(wanted))
    }
    return body
  }

  /// True where many files are to be hashed before anything is told of them.
  package var isSurvey: Bool { !questions.surveys.isEmpty }

  /// The facts that the replies hold; throws when one of them makes no sense.
  package func facts(from replies: [Reply]) throws(MalformedReply) -> Facts {
    var reading = ProbeReading(
      order: questions.order, owners: questions.owners.sorted(), groups: questions.groups.sorted(),
      accounts: questions.accounts.sorted(),
      patterns: questions.patterns, logs: questions.logs.sorted().map(\.description),
      units: questions.units.sorted(), composeServices: questions.composeServices.sorted(),
      composeProjects: questions.composeProjects, builds: questions.builds.sorted(),
      commands: questions.commands, trees: questions.trees, checkouts: questions.checkouts,
      surveys: questions.surveys)
    for reply in replies {
      guard reading.take(reply) else { throw MalformedReply(reply: reply) }
    }
    return reading.facts
  }
}

extension GitGoal {
  /// Of the three one is not empty.
  fileprivate var words: (branch: String, tag: String, commit: String) {
    switch self {
    case .branch(let name): (name, "", "")
    case .tag(let name): ("", name, "")
    case .commit(let id): ("", "", id)
    }
  }
}

extension Questions {
  /// The backup folder as `find` names it from a folder; empty if it is elsewhere.
  fileprivate func backups(below folder: AbsolutePath) -> String {
    backups.relative(to: folder).map { "./\($0)".asPattern } ?? ""
  }
}

extension String {
  /// Matches nothing but this text where `find` takes a pattern.
  fileprivate var asPattern: String {
    String(flatMap { #"*?[]\"#.contains($0) ? ["\\", $0] : [$0] })
  }
}

/// An answer that this version cannot read.
package struct MalformedReply: Error {
  package let reply: Reply
}

extension String {
  /// True for a pattern of plain words, in which there is nothing that a host's grep could see otherwise.
  fileprivate var isUnderstoodEverywhere: Bool {
    let words = utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    return words.allSatisfy { word in
      !word.isEmpty
        && word.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
          default: false
          }
        }
    }
  }
}
