package import Plan
internal import Playbook

/// The codec of `owed`: `owed RUN ACTION KIND SECONDS UNDO WORD...`, a line for each service.
extension Owed {
  init?(_ line: some Sequence<UInt8>) {
    guard let values = ShellLine.values(of: line), values.count >= 7 else { return nil }
    let words = values.map { String(decoding: $0, as: UTF8.self) }
    guard words[0] == "owed", ServiceAction(rawValue: words[2]) != nil else { return nil }
    self.init(
      run: words[1], action: words[2], kind: words[3], words: Array(words[6...]), rest: Array(values[3...]))
  }

  package static func list(of text: [UInt8]) -> [Owed] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { Owed($0) }
  }

  /// The step that does it.
  func step(number: Int) -> Script.Step {
    let action = ServiceAction(rawValue: action) ?? .restart
    return Script.Step(
      number: number, place: run, title: title, verbs: [.pay(action, rest.map { ShellWord($0) })])
  }
}
