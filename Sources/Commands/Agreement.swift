internal import Playbook
internal import SourceText

extension OptionSpec {
  static let protected = OptionSpec(
    "protected", value: "HOSTS", "with --yes: these hosts, which the inventory protects, may be changed too")
}

/// What a person agrees to, on the command line or when asked.
struct Agreement: Sendable {
  /// What became of asking.
  enum Answer: Sendable {
    case agreed
    /// Why not, for the person.
    case declined(String)
  }

  private let isGiven: Bool
  private let hosts: ProtectedHosts
  /// The protected ones that the command line names.
  private let named: Set<String>

  init(isGiven: Bool, _ hosts: ProtectedHosts, named: Set<String>) {
    self.isGiven = isGiven
    self.hosts = hosts
    self.named = named
  }

  /// Agrees where another option says so too.
  func given(_ isGivenToo: Bool) -> Agreement { only(isGiven || isGivenToo) }

  /// Agrees where another option says so, whatever `--yes` says.
  func only(_ isGiven: Bool) -> Agreement { Agreement(isGiven: isGiven, hosts, named: named) }

  /// Asks what is left to ask before these hosts are changed; `yes` is what the command line could have said.
  func ask(_ question: String, changing targets: [Target], yes option: OptionSpec = .yes, _ console: Console) async
    -> Answer
  {
    let unnamed = targets.map(\.host).filter { $0.isProtected && !named.contains($0.name) }.map(\.name)
    if isGiven, unnamed.isEmpty { return .agreed }
    guard console.isInteractive else {
      let flags = (isGiven ? [] : ["--\(option.name)"]) + (unnamed.isEmpty ? [] : ["--protected \(words(unnamed))"])
      let reason = unnamed.isEmpty ? "" : "\(list(unnamed)), and "
      return .declined("\(reason)there is no terminal to ask on: add \(flags.joined(separator: " ")) to \(question)")
    }
    guard !unnamed.isEmpty else {
      return await Prompt.shared.confirm("\(question)?") ? .agreed : .declined("declined; nothing was changed")
    }
    let name = unnamed.count == 1 ? "its name" : "their names"
    let group = hosts.group(of: unnamed).map { " (or '\($0.terminalSafe)')" } ?? ""
    let answer = await Prompt.shared.ask(
      "\(list(unnamed)): type \(name)\(group) to \(question): ", isSecret: false)
    return judge(answer ?? "", unnamed)
  }

  private func judge(_ answer: String, _ unnamed: [String]) -> Answer {
    guard answer.contains(where: { $0 != " " }) else { return .declined("declined; nothing was changed") }
    do throws(Malformed) {
      let missing = Set(unnamed).subtracting(try hosts.meant(by: answer)).sorted()
      return missing.isEmpty
        ? .agreed : .declined("not named: \(missing.joined(separator: ", ")); nothing was changed".terminalSafe)
    } catch {
      return .declined("\(error.message); nothing was changed".terminalSafe)
    }
  }

  private func list(_ names: [String]) -> String {
    "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") protected".terminalSafe
  }

  private func words(_ names: [String]) -> String {
    (hosts.group(of: names) ?? names.joined(separator: ",")).terminalSafe
  }
}

extension Arguments {
  /// What the command line agrees to on these hosts.
  func agreement(_ command: String, over targets: [Target], of inventory: Inventory?) throws(UsageError) -> Agreement {
    let hosts = ProtectedHosts(among: targets, inventory)
    var named: Set<String> = []
    for text in all(.protected) {
      do throws(Malformed) {
        named.formUnion(try hosts.meant(by: text))
      } catch {
        throw UsageError("--protected: \(error.message)", command: command)
      }
    }
    return Agreement(isGiven: has(.yes), hosts, named: named)
  }
}
