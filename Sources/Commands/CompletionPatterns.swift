/// What the completions of bash and zsh, whose patterns are the same, take from the declarations.
enum CompletionPatterns {
  /// The options of all commands, each once.
  static var options: [OptionSpec] {
    var seen: Set<String> = []
    return CommandSpec.everyOne.flatMap(\.options).filter { seen.insert($0.name).inserted }
  }

  static var optionsWithValue: String {
    options.filter { $0.value != nil }.flatMap(\.spellings).joined(separator: " | ")
  }

  static var subcommands: String {
    CommandSpec.all.flatMap(\.subcommands).map { "\"\($0.name)\"" }.joined(separator: " | ")
  }
}
