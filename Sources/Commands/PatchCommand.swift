internal import Deploy
internal import Patch

/// The command `patch`.
enum PatchCommand {
  static let diff = OptionSpec("diff", value: "FILE", "the unified diff, of git or plain; - for standard input")
  static let base = OptionSpec("base", value: "FILE", "the file that the diff was made against")
  static let repository = OptionSpec(
    "repo", value: "DIR", "a git repository that has the file the diff was made against; that of . if not given")
  static let reverse = OptionSpec("reverse", "R", "take the patch back")
  static let check = OptionSpec("check", nil, "say what would be done, and write nothing")
  static let strip = OptionSpec(
    "strip", "p", value: "N", "leading folders to leave out of the names in the diff; 1 if not given")
  static let output = OptionSpec("output", "o", value: "FILE", "write the result there, and leave the file as it is")
  static let format = OptionSpec("format", value: "text|json", "how to say it")
  static let batch = OptionSpec("batch", value: "FILE", "cases, one JSON object a line; - for standard input")

  static let spec = CommandSpec(
    "patch", "[FILE]", "apply a diff to files of this machine, also where they drifted",
    details: """
      Says of each file whether the diff applies, is there already, is there in part, or does not fit, and where.
      Without FILE the files are those that the diff names. Nothing is written unless every file can be.
      """,
    examples: ["patch --diff fix.diff", "patch --check --diff fix.diff --base app/views.py.orig app/views.py"],
    exitCodes: [.done, .usage, .finding],
    options: [diff, base, repository, reverse, check, strip, output, format, batch]
  ) { arguments, console in
    if let list = arguments.value(batch) {
      guard arguments.words.isEmpty, arguments.value(diff) == nil else {
        throw UsageError("--batch takes its files and diffs from the list", command: "patch")
      }
      // Each of them would change what is written, or is said in the list.
      let single =
        [check, reverse].filter(arguments.has)
        + [base, repository, strip, output, format].filter { arguments.value($0) != nil }
      if let option = single.first {
        throw UsageError("--\(option.name) is for a single diff, and does not go with --batch", command: "patch")
      }
      return try PatchBatch(console: console).run(list)
    }
    return try PatchWork(arguments, console).run()
  }
}
