internal import Deploy
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

extension RollbackCommand {
  /// What became of the question which run is meant.
  enum Choice: Sendable {
    case run(String)
    case none(ExitCode)
  }

  /// Shows what every host can go back to, and asks; without a terminal the list is all there is.
  static func choose(_ place: String, _ round: Round) async -> Choice {
    let (targets, console) = (round.targets, round.console)
    let lists = await round.tour.each { target, console -> RollbackList? in
      do {
        return try await round.reach.open(target, console).closing { try await $0.rollbackList(of: target).1 }
      } catch {
        _ = round.reportUnreached(error, target, console)
        return nil
      }
    }
    if lists.contains(where: { $0 == nil }) { return .none(.notChanged) }
    var common: RollbackList?
    for list in lists.compactMap({ $0 }) {
      common?.keep(common: list)
      common = common ?? list
    }
    guard let list = common, !list.rows.isEmpty else {
      console.say(
        "there is nothing to go back to at \(place.terminalSafe)" + (targets.count > 1 ? " on all hosts" : ""))
      return .none(.notChanged)
    }
    let lines = RollbackTable.lines(list, console.errorStyle)
    guard console.isInteractive else {
      console.say("error: name the run whose effects are to be undone; there is no terminal to ask on")
      console.say("hint: deployctl rollback \(place.terminalSafe) RUN, where RUN is one of")
      for line in lines { console.say("hint: \(line)") }
      return .none(.usage)
    }
    console.say("the state before which run shall come back, with every later run undone?")
    for line in lines { console.say(line) }
    let answer = await Prompt.shared.ask("which number? ", isSecret: false) ?? ""
    let word = String(answer.drop { $0 == " " }.prefix { $0 != " " })
    guard let number = Int(word), list.rows.indices.contains(number - 1) else {
      console.say(
        word.isEmpty
          ? "declined; nothing was changed" : "'\(word.terminalSafe)' is none of these numbers; nothing was changed")
      return .none(.usage)
    }
    return .run(list.rows[number - 1].name)
  }
}
