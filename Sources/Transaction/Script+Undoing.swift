internal import Plan

/// What a later run has to do to take back the commands of a script that an earlier run left.
struct Undoing {
  struct Command {
    let step: Script.Step
    /// True for one that ran before any file of its run was put: so it is taken back after the files are.
    let isBeforeFiles: Bool
  }

  /// A checkout that was moved, and by which act.
  struct Moved {
    let folder: [UInt8]
    let seconds: ShellWord
    /// Where it was moved to; empty where that is not known.
    let commit: [UInt8]
    let act: Int
    let step: Script.Step
  }

  /// Checkouts that were moved, newest first.
  private(set) var moved: [Moved] = []
  /// Newest first.
  private(set) var commands: [Command] = []
  /// Commands that were run, and that nobody said how to undo.
  private(set) var left: [Script.Step] = []

  /// Only what the journal says was begun, and was not undone, is taken back.
  init(of script: [UInt8], _ journal: Journal) {
    let begun = journal.numbers(after: "act")
    let undone = journal.numbers(after: "undone")
    var place = ""
    var title = ""
    var secrets: [ShellWord] = []
    var act = 0
    var hasPut = false
    for line in script.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), let verb = values.first else { continue }
      let word = String(decoding: verb, as: UTF8.self)
      if word == "step", values.count == 4 {
        place = String(decoding: values[2], as: UTF8.self)
        title = String(decoding: values[3], as: UTF8.self)
        secrets = []
      } else if word == "secret_env" {
        secrets = values.dropFirst().map { ShellWord($0) }
      }
      guard Verb.acts.contains(word) else { continue }
      act += 1
      hasPut = hasPut || ["put", "checkout", "checkout_back"].contains(word)
      if ["checkout", "checkout_back"].contains(word), values.count > 4, begun.contains(act) {
        let from = word == "checkout" ? ", back to \(CommitPair.short(String(decoding: values[3], as: UTF8.self)))" : ""
        let step = Script.Step(number: 0, place: place, title: "undo: \(title)\(from)", verbs: [])
        moved.append(
          Moved(
            folder: values[1], seconds: ShellWord(values[2]), commit: word == "checkout" ? values[4] : [], act: act,
            step: step))
      }
      guard word == "call", let call = Call(values), begun.contains(act), !undone.contains(act) else { continue }
      if let back = call.reversed {
        var step = Script.Step(number: 0, place: place, title: "undo: \(title)", verbs: [.call(back)])
        step.secrets = secrets
        commands.append(Command(step: step, isBeforeFiles: !hasPut))
      } else {
        left.append(Script.Step(number: 0, place: place, title: title, verbs: [.call(call)]))
      }
    }
    commands.reverse()
    moved.reverse()
  }
}

extension [Undoing.Command] {
  /// Without neighbours of which one takes back what the other did, as after a rollback that is rolled back itself.
  var withoutDetours: [Undoing.Command] {
    reduce(into: []) { kept, command in
      if case .call(let last)? = kept.last?.step.verbs.first, case .call(let next)? = command.step.verbs.first,
        next.undoes(last)
      {
        kept.removeLast()
      } else {
        kept.append(command)
      }
    }
  }
}

extension Journal {
  /// The numbers that lines of this kind name.
  fileprivate func numbers(after word: String) -> Set<Int> {
    Set(lines.filter { $0.words.count > 1 && $0.words[0] == word }.compactMap { Int($0.words[1]) })
  }
}
