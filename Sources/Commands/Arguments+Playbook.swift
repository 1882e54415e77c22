internal import Glibc
internal import Playbook
internal import SourceText

extension Arguments {
  /// The options of every command that reads a playbook or an inventory.
  static let playbook: [OptionSpec] = [.inventory, .extra, .environment]

  /// The options of every command that looks at places, or works there without carrying out steps.
  static let place: [OptionSpec] = [.limit, .become, .becomeMethod] + playbook + Reach.options

  /// The same for those that look at a few hosts at once and are done with each.
  static let round = place + [.parallel]

  /// The same options once more, for a command that is printed for later.
  var playbookWords: [String] {
    (value(.inventory).map { ["-i", $0] } ?? []) + (value(.environment).map { ["--env", $0] } ?? [])
      + all(.extra).flatMap { ["-e", $0] }
  }

  /// The options that choose among the steps of a playbook, and where their contents come from.
  static let steps: [OptionSpec] = [.tags, .skip, .revision]

  /// The same once more, for a command that is printed for later.
  var stepWords: [String] { Self.steps.flatMap { option in all(option).flatMap { ["--\(option.name)", $0] } } }

  var stepChoice: StepChoice { StepChoice(tags: all(.tags), skip: all(.skip)) }

  func choices() throws(UsageError) -> Choices {
    var extras: [ExtraVariable] = []
    for word in all(.extra) {
      do throws(Malformed) {
        extras.append(try ExtraVariable(word))
      } catch {
        throw UsageError("--extra: \(error.message)\(error.hint.map { " (\($0))" } ?? "")")
      }
    }
    return Choices(environment: value(.environment), extras: extras) { name in
      getenv(name).map { String(cString: $0) }
    }
  }

  func playbook(_ path: String) throws -> PlaybookFile { try eachPlaybook([path]) { $0 }[0] }

  /// Reads all of them, one after the other, keeps what the body makes of each, and says what is wrong in any of them at
  /// once.
  func eachPlaybook<Result>(_ paths: [String], _ body: (PlaybookFile) -> Result) throws -> [Result] {
    var results: [Result] = []
    var problems: [Problem] = []
    var wanted = WantedWords(extras: all(.extra), steps: stepChoice)
    for path in paths {
      do {
        let file = try PlaybookFile.read(path, self)
        wanted.look(at: file.playbook)
        results.append(body(file))
      } catch let error as Problems {
        problems += error.list
      }
    }
    guard problems.isEmpty else { throw Problems(Array(Set(problems))) }
    try wanted.check(isOne: paths.count == 1)
    return results
  }
}

/// The variables and tags of the command line, of which each has to mean something to one of the playbooks.
private struct WantedWords {
  private let extras: [String]
  private let steps: StepChoice
  /// The variables that no playbook so far asks for.
  private var unused: Set<String>
  private var tags: Set<String> = []

  init(extras: [String], steps: StepChoice) {
    self.extras = extras.map { String($0.prefix { $0 != "=" }) }
    self.steps = steps
    unused = Set(self.extras)
  }

  mutating func look(at playbook: Playbook) {
    unused.formIntersection(playbook.unusedExtras)
    for step in playbook.targets.flatMap(\.steps) { tags.formUnion(step.tags) }
  }

  /// What is left over was mistyped, or is not needed.
  func check(isOne: Bool) throws(UsageError) {
    if let name = extras.first(where: unused.contains) {
      throw UsageError("--extra: \(isOne ? "the playbook asks" : "the playbooks ask") for no variable '\(name)'")
    }
    if let tag = steps.unknown(among: tags).first {
      let meant = Suggestion.closest(to: tag, among: Array(tags)).map { " (did you mean '\($0)'?)" }
      throw UsageError("no step has the tag '\(tag)'\(meant ?? "")")
    }
  }
}
