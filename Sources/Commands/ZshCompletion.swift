internal import Transaction

/// Completion for zsh, from the declarations of commands and options.
enum ZshCompletion {
  static var text: String {
    """
    #compdef deployctl
    # zsh completion for deployctl, as 'deployctl completions zsh' prints it

    _deployctl_hosts() { local -a names; names=(${(f)"$(deployctl completions hosts 2>/dev/null)"}); compadd -a names }

    # The place is asked, for a moment and without questions.
    _deployctl_runs() {
      [[ -n $1 ]] || return
      local -a names
      names=(latest ${(f)"$(timeout 3 deployctl history "$1" 2>/dev/null </dev/null | sed -n 's/^  \\([^ ]*_[0-9]*\\) .*/\\1/p')"})
      compadd -a names
    }

    _deployctl() {
      local command= place= word i
      local -a items
      for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        case $words[i-1] in \(CompletionPatterns.optionsWithValue)) continue ;; esac
        case $word in
          -*) ;;
          *)
            if [[ -z $command ]]; then
              command=$word
            elif [[ -z $place ]]; then
              case "$command $word" in
                \(CompletionPatterns.subcommands)) command="$command $word" ;;
                *) place=$word ;;
              esac
            fi
            ;;
        esac
      done
      case $words[CURRENT-1] in
    \(values)
      esac
      case $command in
        '')
          items=(\(CommandSpec.all.map { described($0.name, $0.summary) }.joined(separator: " ")))
          _describe command items
          ;;
    \(CommandSpec.everyOne.map(command).joined(separator: "\n"))
      esac
    }

    # Autoloaded, this file is the function; sourced, it only tells of it.
    if [[ $funcstack[1] == _deployctl ]]; then _deployctl "$@"; else compdef _deployctl deployctl; fi

    """
  }

  private static var values: String {
    CompletionPatterns.options.compactMap { option -> String? in
      let names = option.spellings.joined(separator: " | ")
      return switch option.valueKind {
      case .none: nil
      case .choices: "    \(names)) compadd \(option.choices.joined(separator: " ")); return ;;"
      case .hosts: "    \(names)) _deployctl_hosts; return ;;"
      case .file: "    \(names)) _files; return ;;"
      case .other: "    \(names)) return ;;"
      }
    }.joined(separator: "\n")
  }

  private static func command(_ command: CommandSpec) -> String {
    let options = command.options.flatMap { option in option.spellings.map { described($0, option.summary) } }
    let words = command.wordKinds.map { kind in
      switch kind {
      case .playbook: "_files -g '*.(yml|yaml)'"
      case .place: "[[ -n $place ]] || { _files -g '*.(yml|yaml)'; _deployctl_hosts }"
      case .run: "_deployctl_runs \"$place\""
      case .file: "_files"
      case .shell: "compadd bash zsh fish"
      }
    }
    let below =
      command.subcommands.isEmpty
      ? []
      : [
        "[[ -n $place ]] || compadd \(command.subcommands.compactMap { $0.name.split(separator: " ").last }.joined(separator: " "))"
      ]
    return """
          \(ShellWord(command.name).string))
            if [[ $words[CURRENT] == -* ]]; then
              items=(\(options.joined(separator: " ")))
              _describe option items
            else
              \((below + words + [":"]).joined(separator: "; "))
            fi
            ;;
      """
  }

  private static func described(_ name: String, _ summary: String) -> String {
    ShellWord("\(name):\(summary)").string
  }
}
