internal import Playbook

extension RunStep {
  func verbs(seconds: Int, undo: CommandText?, backup: [UInt8], _ said: ([UInt8]) -> [UInt8]) -> [Verb] {
    func told(_ command: CommandText) -> [UInt8] { said(surroundings.telling(command.text(backup: backup))) }
    let question: Call.Condition? =
      switch condition {
      case .unless(let question): Call.Condition(word: "unless", question: told(question))
      case .probe(let question): Call.Condition(word: "probe", question: told(question))
      case .creates(let path): Call.Condition(word: "creates", question: path.bytes)
      case nil: nil
      }
    return [
      .call(
        Call(
          service: surroundings.serviceWord, seconds: seconds, statuses: expected, undo: undo.map(told) ?? [],
          command: told(command), condition: question))
    ]
  }
}

extension Surroundings {
  /// The service with what is said of its project; empty for the host.
  var serviceWord: [UInt8] {
    service.map { Array(([$0.name] + $0.project.settings).joined(separator: ",").utf8) } ?? []
  }

  /// A command as `/bin/sh` has to hear it, so that it finds what its step says.
  func telling(_ command: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for setting in settings {
      text += Array("export \(setting.name)=".utf8) + ShellWord.quotedForShell(Array(setting.value.utf8))
      text += Array("; ".utf8)
    }
    if let folder {
      text += Array("cd -- ".utf8) + ShellWord.quotedForShell(folder.bytes) + Array(" || exit; ".utf8)
    }
    guard let shell else { return text + command }
    return text + Array("exec ".utf8) + ShellWord.quotedForShell(shell.bytes) + Array(" -c ".utf8)
      + ShellWord.quotedForShell(command)
  }
}
