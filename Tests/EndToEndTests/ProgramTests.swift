import Deploy
import TestSupport
import Testing

struct ProgramTests {
  @Test(arguments: [["version"], ["--version"]])
  func theVersionIsOneLine(_ words: [String]) async throws {
    let ending = try await Deployctl.run(words)
    #expect(ending.code == .done)
    #expect(ending.output.wholeMatch(of: /deployctl [0-9]+\.[0-9]+\.[0-9]+\n/) != nil, "\(ending)")
    #expect(ending.errors.isEmpty)
  }

  @Test(arguments: [["help"], ["--help"], ["-h"]])
  func theOverviewHasTheTableOfExitCodes(_ words: [String]) async throws {
    let ending = try await Deployctl.run(words)
    #expect(ending.code == .done)
    let rows = try #require(ending.output.split(separator: "exit codes:\n").last).split(separator: "\n")
    let table = rows.map { row in row.drop { $0 == " " }.split(separator: " ", maxSplits: 1) }
    #expect(table.map { $0.first.flatMap { Int32($0) } } == ExitCode.allCases.map(\.rawValue))
    #expect(table.map { $0.last.map { String($0.drop { $0 == " " }) } } == ExitCode.allCases.map(\.meaning))
  }

  @Test func theOverviewNamesEveryCommand() async throws {
    let ending = try await Deployctl.run(["help"])
    for command in ["deploy", "check", "plan", "rollback", "backups", "version"] {
      #expect(ending.output.contains("\n  \(command) "), "\(ending)")
    }
    let bare = try await Deployctl.run([])
    #expect(bare.code == .usage)
    #expect(bare.errors == ending.output)
  }

  @Test(arguments: [
    (["delpoy", "x.yml"], "error: no command 'delpoy' (did you mean 'deploy'?)\nhint: deployctl --help\n"),
    (["zzz"], "error: no command 'zzz'\nhint: deployctl --help\n"),
    (
      ["deploy", "--yse", "x.yml"],
      "error: no option '--yse' of deploy (did you mean '--yes'?)\nhint: deployctl deploy --help\n"
    ),
    (["deploy"], "error: name a playbook\nhint: deployctl deploy --help\n"),
    (["deploy", "a.yml", "b.yml"], "error: 'b.yml' is one word too many\nhint: deployctl deploy --help\n"),
    (["deploy", "-F"], "error: '-F' needs a value: FILE\nhint: deployctl deploy --help\n"),
    (["deploy", "--yes=no"], "error: '--yes' takes no value\nhint: deployctl deploy --help\n"),
    (
      ["backups", "web", "--become", "a;b"],
      "error: --become: 'a;b' is not an account (write the name of a user, such as app)\nhint: deployctl --help\n"
    ),
    (
      ["backups", "web", "--become-method", "doas"],
      "error: --become-method says how --become USER is done, which is not given\nhint: deployctl --help\n"
    ),
    (
      ["backups", "web", "--become", "app", "--become-method", "su"],
      "error: --become-method: 'su' is no method to become another account (methods: sudo, doas)\n"
        + "hint: deployctl --help\n"
    ),
    (
      ["backups", "web", "--become-password-file", "/nowhere"],
      "error: --become-password-file: /nowhere: No such file or directory\nhint: deployctl --help\n"
    ),
    (
      ["backups", "web", "--become-password-file", "/dev/null"],
      "error: --become-password-file: /dev/null: its first line is empty\nhint: deployctl --help\n"
    ),
  ])
  func aCommandLineThatIsNotUnderstoodSaysWhatIsMeant(_ words: [String], _ message: String) async throws {
    let ending = try await Deployctl.run(words)
    #expect(ending.code == .usage)
    #expect(ending.output.isEmpty)
    #expect(ending.errors == message)
  }
}
