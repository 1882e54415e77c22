internal import Deploy
internal import Playbook
internal import SourceText

/// The command `completions`.
enum CompletionsCommand {
  private enum Wanted: String, CaseIterable { case bash, zsh, fish, hosts }

  static let spec = CommandSpec(
    "completions", "bash|zsh|fish", "print what completes command lines in a shell",
    details: """
      Completes commands, options and their values, playbooks, hosts and groups of hosts.yml, and, once a place is
      typed, the runs of that place. scripts/install puts all three where the shells look; by hand:
        bash: source <(deployctl completions bash)
        zsh:  deployctl completions zsh >~/.zfunc/_deployctl, with ~/.zfunc in fpath
        fish: deployctl completions fish >~/.config/fish/completions/deployctl.fish
      'completions hosts' prints the names of hosts.yml, for them.
      """,
    examples: ["completions bash", "completions fish >~/.config/fish/completions/deployctl.fish"],
    exitCodes: [.done, .usage], options: [.inventory]
  ) { arguments, console in
    let word = try arguments.onlyWord("a shell: bash, zsh or fish", "completions")
    switch Wanted(rawValue: word) {
    case .bash: console.deliver(BashCompletion.text)
    case .zsh: console.deliver(ZshCompletion.text)
    case .fish: console.deliver(FishCompletion.text)
    case .hosts:
      guard let text = try InventoryText.find(arguments.value(.inventory), beside: ".") else { break }
      let inventory = try Inventory.read(text)
      for name in inventory.groupNames + inventory.hosts.map(\.host.name) { console.answer(name.terminalSafe) }
    case nil:
      let meant = Suggestion.closest(to: word, among: Wanted.allCases.map(\.rawValue))
      throw UsageError(
        "no completions for '\(word)', only for bash, zsh and fish" + (meant.map { " (did you mean '\($0)'?)" } ?? ""),
        command: "completions")
    }
    return .done
  }
}

extension CommandSpec {
  /// What its words can be, by how its usage names them.
  enum WordKind: String, CaseIterable { case playbook, place, run, file, shell }

  var wordKinds: [WordKind] {
    WordKind.allCases.filter { kind in
      kind == .shell ? arguments.contains("bash|") : arguments.contains(kind.rawValue.uppercased())
    }
  }
}

extension OptionSpec {
  enum ValueKind { case none, choices, hosts, file, other }

  var valueKind: ValueKind {
    guard let value else { return .none }
    if !choices.isEmpty { return .choices }
    return value == "HOSTS" ? .hosts : value.hasPrefix("FILE") ? .file : .other
  }

  /// As it is typed: `--yes`, `-y`.
  var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }
}
