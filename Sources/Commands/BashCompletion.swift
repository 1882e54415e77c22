internal import Transaction

/// Completion for bash, from the declarations of commands and options.
enum BashCompletion {
  static var text: String {
    """
    # bash completion for deployctl, as 'deployctl completions bash' prints it

    _deployctl_files() {
      local name
      while IFS= read -r name; do
        case $name in *.yml | *.yaml) COMPREPLY+=("$name") ;; *) [ ! -d "$name" ] || COMPREPLY+=("$name/") ;; esac
      done < <(compgen -f -- "$1")
      compopt -o nospace 2>/dev/null
    }

    _deployctl_words() { local IFS=$' \\t\\n'; COMPREPLY+=($(compgen -W "$2" -- "$1")); }

    _deployctl_hosts() { _deployctl_words "$1" "$(deployctl completions hosts 2>/dev/null)"; }

    # The place is asked, for a moment and without questions.
    _deployctl_runs() {
      [ -n "$2" ] || return
      _deployctl_words "$1" "latest $(timeout 3 deployctl history "$2" 2>/dev/null </dev/null | sed -n 's/^  \\([^ ]*_[0-9]*\\) .*/\\1/p')"
    }

    _deployctl() {
      local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= place= word i
      COMPREPLY=()
      for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case ${COMP_WORDS[i-1]} in \(CompletionPatterns.optionsWithValue)) continue ;; esac
        case $word in
          -*) ;;
          *)
            if [ -z "$command" ]; then
              command=$word
            elif [ -z "$place" ]; then
              case "$command $word" in
                \(CompletionPatterns.subcommands)) command="$command $word" ;;
                *) place=$word ;;
              esac
            fi
            ;;
        esac
      done
      case $before in
    \(values)
      esac
      case $command in
        '') _deployctl_words "$current" "\(CommandSpec.all.map(\.name).joined(separator: " ")) help" ;;
    \(CommandSpec.everyOne.map(command).joined(separator: "\n"))
      esac
    }

    complete -F _deployctl deployctl

    """
  }

  private static var values: String {
    CompletionPatterns.options.compactMap { option -> String? in
      let names = option.spellings.joined(separator: " | ")
      return switch option.valueKind {
      case .none: nil
      case .choices:
        "    \(names)) _deployctl_words \"$current\" \"\(option.choices.joined(separator: " "))\"; return ;;"
      case .hosts: "    \(names)) _deployctl_hosts \"$current\"; return ;;"
      case .file: "    \(names)) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$current\")); return ;;"
      case .other: "    \(names)) return ;;"
      }
    }.joined(separator: "\n")
  }

  private static func command(_ command: CommandSpec) -> String {
    let options = command.options.flatMap(\.spellings).joined(separator: " ")
    let words = command.wordKinds.map { kind in
      switch kind {
      case .playbook: "_deployctl_files \"$current\""
      case .place: "[ -n \"$place\" ] || { _deployctl_files \"$current\"; _deployctl_hosts \"$current\"; }"
      case .run: "_deployctl_runs \"$current\" \"$place\""
      case .file: "COMPREPLY+=($(compgen -f -- \"$current\"))"
      case .shell: "_deployctl_words \"$current\" \"bash zsh fish\""
      }
    }
    let below =
      command.subcommands.isEmpty
      ? []
      : [
        "[ -n \"$place\" ] || _deployctl_words \"$current\" "
          + "\"\(command.subcommands.compactMap { $0.name.split(separator: " ").last }.joined(separator: " "))\""
      ]
    return """
          \(ShellWord(command.name).string))
            case $current in
              -*) _deployctl_words "$current" "\(options)" ;;
              *) \((below + words + [":"]).joined(separator: "; ")) ;;
            esac
            ;;
      """
  }
}
