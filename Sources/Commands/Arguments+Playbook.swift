internal import Glibc
internal import Playbook
internal import SourceText

extension Arguments {
  /// The options of every command that reads a playbook or an inventory.
  static let playbook: [OptionSpec] = [.inventory, .extra, .environment]

  /// The options of every command that looks at places, or works there without carrying out steps.
  static let place: [OptionSpec] = [.limit, .become, .becomeMethod] + playbook + Reach.options

  /// The same options once more, for a command that is printed for later.
  var playbookWords: [String] {
    (value(.inventory).map { ["-i", $0] } ?? []) + (value(.environment).map { ["--env", $0] } ?? [])
      + all(.extra).flatMap { ["-e", $0] }
  }

  /// The options that choose among the steps of a playbook.
  static let steps: [OptionSpec] = [.tags, .skip]

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

  func playbook(_ path: String) throws -> PlaybookFile {
    let file = try PlaybookFile.read(path, self)
    try checkExtras(of: [file])
    try checkTags(of: [file])
    return file
  }

  /// Reads all of them, and says what is wrong in any of them at once.
  func playbooks(_ paths: [String]) throws -> [PlaybookFile] {
    var files: [PlaybookFile] = []
    var problems: [Problem] = []
    for path in paths {
      do {
        files.append(try PlaybookFile.read(path, self))
      } catch let error as Problems {
        problems += error.list
      }
    }
    guard problems.isEmpty else { throw Problems(Array(Set(problems))) }
    try checkExtras(of: files)
    try checkTags(of: files)
    return files
  }

  private func checkTags(of files: [PlaybookFile]) throws(UsageError) {
    let steps = files.flatMap(\.playbook.targets).flatMap(\.steps)
    guard let tag = stepChoice.unknown(in: steps).first else { return }
    let meant = Suggestion.closest(to: tag, among: Array(Set(steps.flatMap(\.tags)))).map { " (did you mean '\($0)'?)" }
    throw UsageError("no step has the tag '\(tag)'\(meant ?? "")")
  }

  /// Refuses a variable of the command line that none of the playbooks asks for: it was mistyped, or is not needed.
  private func checkExtras(of files: [PlaybookFile]) throws(UsageError) {
    for word in all(.extra) {
      let name = String(word.prefix { $0 != "=" })
      guard files.allSatisfy({ $0.playbook.unusedExtras.contains(name) }) else { continue }
      throw UsageError(
        "--extra: \(files.count == 1 ? "the playbook asks" : "the playbooks ask") for no variable '\(name)'")
    }
  }
}
