internal import Playbook

/// A command in a transaction, with what takes it back:
/// `call SERVICE SECONDS STATUSES UNDO COMMAND [unless|creates|probe QUESTION]`.
package struct Call: Sendable, Hashable {
  package struct Condition: Sendable, Hashable {
    let word: String
    /// A command, or a path.
    let question: [UInt8]
  }

  /// The compose service in whose container it runs, with what is said of its project; empty for the host.
  let service: [UInt8]
  let seconds: Int
  /// With which it may end.
  let statuses: [Int]
  /// Empty if nobody said how it is undone.
  let undo: [UInt8]
  let command: [UInt8]
  let condition: Condition?

  package init(
    service: [UInt8], seconds: Int, statuses: [Int], undo: [UInt8], command: [UInt8], condition: Condition?
  ) {
    self.service = service
    self.seconds = seconds
    self.statuses = statuses
    self.undo = undo
    self.command = command
    self.condition = condition
  }

  var words: [ShellWord] {
    [
      ShellWord(service), ShellWord(seconds), ShellWord(statuses.map(String.init).joined(separator: ",")),
      ShellWord(undo), ShellWord(command),
    ] + (condition.map { [ShellWord($0.word), ShellWord($0.question)] } ?? [])
  }

  /// What takes it back, and is taken back by it; nil if nobody said how that is done.
  var reversed: Call? {
    guard !undo.isEmpty else { return nil }
    return Call(service: service, seconds: seconds, statuses: [0], undo: command, command: undo, condition: nil)
  }

  /// True if one after the other leaves everything as it was.
  func undoes(_ other: Call) -> Bool {
    service == other.service && command == other.undo && undo == other.command && !command.isEmpty
  }
}

extension Call {
  /// Reads the values of a line, the verb first.
  init?(_ values: [[UInt8]]) {
    guard [6, 8].contains(values.count), let seconds = Int(String(decoding: values[2], as: UTF8.self)) else {
      return nil
    }
    service = values[1]
    self.seconds = seconds
    statuses = String(decoding: values[3], as: UTF8.self).split(separator: ",").compactMap { Int($0) }
    undo = values[4]
    command = values[5]
    condition =
      values.count == 8 ? Condition(word: String(decoding: values[6], as: UTF8.self), question: values[7]) : nil
  }
}
