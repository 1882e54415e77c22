/// Completion for fish, from the declarations of commands and options.
enum FishCompletion {
  static var text: String {
    let commands = CommandSpec.all.map { command in
      "complete -c deployctl -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))"
    }
    return head + (commands + CommandSpec.everyOne.flatMap(lines)).joined(separator: "\n") + "\n"
  }

  private static let head = """
    # fish completion for deployctl, as 'deployctl completions fish' prints it

    function __deployctl_hosts
      deployctl completions hosts 2>/dev/null
    end

    function __deployctl_playbooks
      __fish_complete_suffix .yml
      __fish_complete_suffix .yaml
    end

    # The words that are no options, without the program's name.
    function __deployctl_words
      string match -v -- '-*' (commandline -opc)[2..-1]
    end

    # True where these words begin the command line.
    function __deployctl_in
      set -l words (__deployctl_words)
      test (count $words) -ge (count $argv); or return 1
      set words $words[1..(count $argv)]
      test "$words" = "$argv"
    end

    # The place is asked, for a moment and without questions.
    function __deployctl_runs
      set -l words (__deployctl_words)
      echo latest
      timeout 3 deployctl history $words[-1] 2>/dev/null </dev/null | string match -r -g '^  (\\S+_[0-9]+) '
    end

    complete -c deployctl -f

    """

  private static func lines(_ command: CommandSpec) -> [String] {
    let start = "complete -c deployctl -n \(quoted("__deployctl_in \(command.name)"))"
    let below = command.subcommands.map { one in
      "\(start) -a \(one.name.split(separator: " ").last ?? "") -d \(quoted(one.summary))"
    }
    let words = command.wordKinds.map { kind in
      switch kind {
      case .playbook: "\(start) -a '(__deployctl_playbooks)'"
      case .place: "\(start) -a '(__deployctl_playbooks; __deployctl_hosts)'"
      case .run: "\(start) -a '(__deployctl_runs)'"
      case .file: "\(start) -F"
      case .shell: "\(start) -a 'bash zsh fish'"
      }
    }
    return below + words + command.options.map { start + option($0) }
  }

  private static func option(_ option: OptionSpec) -> String {
    let names = " -l \(option.name)" + (option.short.map { " -s \($0)" } ?? "")
    let value =
      switch option.valueKind {
      case .none: ""
      case .choices: " -x -a \(quoted(option.choices.joined(separator: " ")))"
      case .hosts: " -x -a '(__deployctl_hosts)'"
      case .file: " -r -F"
      case .other: " -x"
      }
    return names + value + " -d \(quoted(option.summary))"
  }

  /// Fish knows two escapes in single quotes.
  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
