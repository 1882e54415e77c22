package import Playbook

/// One line of a transaction script.
package enum Verb: Sendable, Hashable {
  case begin(run: RunID, root: [UInt8])
  case step(Int, where: String, title: String)
  /// What the commands of the step find in their environment: names of variables, each with that of a secret.
  case secretEnvironment([ShellWord])
  /// Owner and mode of staged files, where the archive could not set them.
  case own(String, [Int])
  case mode(FileMode, [Int])
  /// Staged files get what belongs to the files they replace beside content and owner.
  case dress([Int])
  /// Staged contents come from what an earlier run saved.
  case fetch(from: RunID, [Int])
  /// Staged contents come from a folder that a person made, by their paths in there.
  case adopt(from: String, [Adopted])
  case validate(seconds: Int, command: String, [Int])
  /// Where the lines of a `watch` act begin: its kind, case and pattern, and its paths, units or services.
  case markLogs(act: Int, [ShellWord])
  /// What ran before a `service` act: its kind, and its units or services.
  case markService(act: Int, [ShellWord])
  case markHealthy(act: Int, [ShellWord])
  case put([Int])
  /// systemd reads its unit files again, since the run changed some.
  case readUnits(UnitManager)
  /// The rest of the line says how the service is reached.
  case service(ServiceAction, [ShellWord])
  /// The images that containers had before an act of an earlier run, which a new image of this step may be taken from.
  case images(of: RunID, act: Int)
  /// A service that cannot be reached now; the words are those of a `service` line.
  case owe(ServiceAction, [ShellWord])
  /// A command that the playbook runs.
  case call(Call)
  /// A checkout that is moved; the words say how.
  case checkout([ShellWord])
  /// A checkout that goes back to where it was before acts of earlier runs.
  case checkoutBack([ShellWord])
  /// What an earlier run owes.
  case pay(ServiceAction, [ShellWord])
  case healthy([ShellWord])
  /// Logs that are watched; the rest of the line says how and where.
  case watch([ShellWord])
  /// How long to wait for the order to commit, and within what time somebody must come over a new connection.
  case await(seconds: Int, confirm: Int?)
  /// How many sets stay when the run is committed.
  case keep(Int)
  case commit

  /// True for what acts while the run is activated; these are numbered, and the journal speaks of them by number.
  var isAct: Bool {
    switch self {
    case .put, .call, .checkout, .checkoutBack, .readUnits, .service, .pay, .healthy, .watch, .await: true
    case .begin, .step, .secretEnvironment, .own, .dress, .mode, .fetch, .adopt, .images, .owe, .validate, .markLogs,
      .markHealthy, .markService,
      .keep, .commit:
      false
    }
  }

  package var line: ShellLine {
    switch self {
    case .begin(let run, let root): ShellLine(["begin", ShellWord(run.name), ShellWord(root)])
    case .step(let number, let place, let title):
      ShellLine(["step", ShellWord(number), ShellWord(place), ShellWord(title)])
    case .secretEnvironment(let words): ShellLine(["secret_env"] + words)
    case .own(let owner, let entries): ShellLine(["own", ShellWord(owner)] + entries.words)
    case .dress(let entries): ShellLine(["dress"] + entries.words)
    case .mode(let mode, let entries): ShellLine(["mode", ShellWord("\(mode)")] + entries.words)
    case .fetch(let run, let entries): ShellLine(["fetch", ShellWord(run.name)] + entries.words)
    case .adopt(let folder, let files):
      ShellLine(["adopt", ShellWord(folder)] + files.flatMap { [ShellWord($0.entry), ShellWord($0.name)] })
    case .validate(let seconds, let command, let entries):
      ShellLine(["validate", ShellWord(seconds), ShellWord(command)] + entries.words)
    case .markLogs(let act, let words): ShellLine(["mark", "logs", ShellWord(act)] + words)
    case .markService(let act, let words): ShellLine(["mark", "service", ShellWord(act)] + words)
    case .markHealthy(let act, let words): ShellLine(["mark", "healthy", ShellWord(act)] + words)
    case .put(let entries): ShellLine(["put"] + entries.words)
    case .readUnits(let manager): ShellLine(["read_units", ShellWord(manager.rawValue)])
    case .service(let action, let words): ShellLine(["service", ShellWord(action.rawValue)] + words)
    case .images(let run, let act): ShellLine(["images", ShellWord(run.name), ShellWord(act)])
    case .call(let call): ShellLine(["call"] + call.words)
    case .checkout(let words): ShellLine(["checkout"] + words)
    case .checkoutBack(let words): ShellLine(["checkout_back"] + words)
    case .owe(let action, let words): ShellLine(["owe", ShellWord(action.rawValue)] + words)
    case .pay(let action, let words): ShellLine(["pay", ShellWord(action.rawValue)] + words)
    case .healthy(let words): ShellLine(["healthy"] + words)
    case .watch(let words): ShellLine(["watch"] + words)
    case .await(let seconds, let confirm):
      ShellLine(["await", ShellWord(seconds)] + (confirm.map { [ShellWord($0)] } ?? []))
    case .keep(let number): ShellLine(["keep", ShellWord(number)])
    case .commit: ShellLine(["commit"])
    }
  }
}

extension Verb {
  /// The words of those that are acts, as scripts of all versions have them.
  package static let acts: Set<String> = [
    "put", "call", "checkout", "checkout_back", "read_units", "service", "pay", "healthy", "logs", "watch", "await",
  ]

  /// The entry that a file of a folder becomes.
  package struct Adopted: Sendable, Hashable {
    let entry: Int
    let name: String
  }
}

extension ShellWord: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}

extension [Int] {
  /// The numbers in their order, neighbours as one word `FIRST-LAST`.
  fileprivate var words: [ShellWord] {
    var ranges: [ClosedRange<Int>] = []
    for number in self {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? ShellWord($0.lowerBound) : ShellWord("\($0.lowerBound)-\($0.upperBound)") }
  }
}
