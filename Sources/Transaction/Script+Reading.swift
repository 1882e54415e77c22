internal import Playbook

extension Script {
  /// The steps of a script that an earlier run left, with those of their verbs that a later run can repeat.
  ///
  /// What was copied is put back by other means; what was started or stopped is taken back by its own undo.
  package static func repeatableSteps(of text: [UInt8]) -> [Step] {
    var steps: [Step] = []
    var run = ""
    var act = 0
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), !values.isEmpty else { continue }
      let words = values.dropFirst().map { ShellWord($0) }
      let texts = values.map { String(decoding: $0, as: UTF8.self) }
      if Verb.acts.contains(texts[0]) { act += 1 }
      switch (texts[0], texts.count) {
      case ("begin", 3): run = texts[1]
      case ("step", 4): steps.append(Step(number: Int(texts[1]) ?? 0, place: texts[2], title: texts[3], verbs: []))
      case ("secret_env", _): steps.addToLast(secrets: words)
      // What was owed then is as much a part of that run as what was done.
      case ("service", 6...), ("owe", 6...):
        guard let again = service(texts, words) else { continue }
        // The set knows which images its containers had until then.
        if case .service(.rebuild, _) = again, texts[0] == "service" {
          steps.addToLast(.images(of: RunID(run), act: act))
        }
        steps.addToLast(again)
      case ("healthy", _): steps.addToLast(.healthy(words))
      case ("watch", 11...): steps.addToLast(.watch(words))
      case ("logs", 6...): steps.addToLast(.watch(Verb.watchWords(ofLogs: words)))
      default: break
      }
    }
    return steps.filter { !$0.verbs.isEmpty }
  }

  /// Reads `service ACTION KIND SECONDS UNDO WORD...`.
  private static func service(_ texts: [String], _ words: [ShellWord]) -> Verb? {
    switch texts[1] {
    case "restart": .service(.restart, Array(words.dropFirst()))
    case "reload": .service(.reload, Array(words.dropFirst()))
    case "recreate": .service(.recreate, Array(words.dropFirst()))
    case "rebuild": .service(.rebuild, Array(words.dropFirst()))
    default: texts[4].isEmpty ? nil : .service(.restart, ["command", words[2], "", words[3], ""])
    }
  }
}

extension [Script.Step] {
  /// The same steps with these numbers.
  func numbered(from first: Int) -> [Script.Step] {
    enumerated().map { $1.with(number: first + $0) }
  }

  fileprivate mutating func addToLast(_ verb: Verb) {
    guard let last = popLast() else { return }
    append(last.with(verbs: last.verbs + [verb]))
  }

  fileprivate mutating func addToLast(secrets: [ShellWord]) {
    guard var last = popLast() else { return }
    last.secrets = secrets
    append(last)
  }
}
