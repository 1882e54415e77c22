internal import Playbook
internal import SourceText

/// The words of a command line, sorted into options and the rest.
struct Arguments: Sendable {
  private(set) var words: [String] = []
  private var flags: Set<String> = []
  private var values: [String: [String]] = [:]

  func has(_ option: OptionSpec) -> Bool { flags.contains(option.name) }
  /// The last one that was given counts.
  func value(_ option: OptionSpec) -> String? { values[option.name]?.last }
  func all(_ option: OptionSpec) -> [String] { values[option.name] ?? [] }

  init(_ raw: some Sequence<String>, for command: CommandSpec) throws(UsageError) {
    var rest = Array(raw)[...]
    var isOver = false
    while let word = rest.popFirst() {
      guard !isOver, word.hasPrefix("-"), word != "-" else {
        words.append(word)
        continue
      }
      if word == "--" {
        isOver = true
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = command.options.first(where: { $0.isNamed(parts[0]) }) else {
        let known = command.options.map { "--\($0.name)" }
        let meant = Suggestion.closest(to: parts[0], among: known).map { " (did you mean '\($0)'?)" } ?? ""
        throw UsageError("no option '\(parts[0])' of \(command.name)\(meant)", command: command.name)
      }
      switch (option.value, parts.count) {
      case (nil, 1): flags.insert(option.name)
      case (nil, _): throw UsageError("'\(parts[0])' takes no value", command: command.name)
      case (.some, 2): values[option.name, default: []].append(parts[1])
      case (.some(let value), _):
        guard let next = rest.popFirst() else {
          throw UsageError("'\(parts[0])' needs a value: \(value)", command: command.name)
        }
        values[option.name, default: []].append(next)
      }
    }
  }
}

extension Arguments {
  /// The values of those of these options that were given.
  func choices(of options: [OptionSpec]) -> [String: [String]] {
    let names = Set(options.map(\.name))
    return values.filter { names.contains($0.key) }
  }

  /// The same choices as for a plan that was shown.
  func choosing(_ plan: PlanFile) -> Arguments {
    var chosen = self
    chosen.values.merge(plan.choices) { _, then in then }
    if plan.acceptsDrift { chosen.flags.insert(OptionSpec.acceptDrift.name) }
    return chosen
  }

  /// The value of an option that takes a time such as `30s`.
  func duration(_ option: OptionSpec, _ command: String) throws(UsageError) -> Duration? {
    guard let text = value(option) else { return nil }
    do throws(Malformed) {
      return try Duration(notation: text)
    } catch {
      let hint = error.hint.map { " (\($0))" } ?? ""
      throw UsageError("--\(option.name): \(error.message)\(hint)", command: command)
    }
  }
}

extension OptionSpec {
  fileprivate func isNamed(_ word: String) -> Bool {
    word == "--\(name)" || short.map { word == "-\($0)" } ?? false
  }
}

/// A command line that cannot be understood.
struct UsageError: Error, Sendable {
  let message: String
  let command: String?

  init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }
}

extension UsageError {
  /// A value that an option does not take, with the nearest one that it does.
  static func noChoice(_ word: String, of option: OptionSpec, command: String? = nil) -> UsageError {
    let meant = Suggestion.closest(to: word, among: option.choices).map { " (did you mean '\($0)'?)" } ?? ""
    return UsageError(
      "--\(option.name): '\(word)' is none of \(option.choices.joined(separator: ", "))\(meant)", command: command)
  }
}
