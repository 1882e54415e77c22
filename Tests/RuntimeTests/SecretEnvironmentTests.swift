import Connection
import Crypto
import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// What commands find in their environment, under every shell.
struct SecretEnvironmentTests {
  private static let value = #"s3'cret  "$x" \%5c ü"#
  private static let secrets = ["token": Secret(Array(value.utf8))]
  /// Tells the value in the ways in which it comes to be written somewhere, and writes it where only this test looks.
  private static let use = """
    cat >/dev/null
    printf %s "$TOKEN" >>../seen
    echo "it is $TOKEN"
    printf %s "user:$TOKEN" | base64
    echo "again $TOKEN and $TOKEN"
    set -x
    : "$TOKEN"
    exit "$1"

    """

  private func steps(_ code: Int) -> String {
    """
      - copy: a
      - restart: { command: "sh ./use \(code)", status: "sh ./use 0" }
        undo: "sh ./use 0"
        secret_env: { TOKEN: token }
      - healthy: { cmd: "sh ./use 0", within: 2s, every: 100ms }
        secret_env: { TOKEN: token }
      - run: "sh ./use 0"
        undo: "sh ./use 0"
        secret_env: { TOKEN: token }
    """
  }

  private func deploy(_ workshop: Workshop, _ code: Int) async throws -> Trial {
    try workshop.write(Self.use, to: "use")
    let sources = ["a": SourceFile(bytes: Array("new\n".utf8), isExecutable: false)]
    return try await workshop.deploy(steps(code), sources, secrets: Self.secrets)
  }

  /// The files below the workshop that hold the value, but the one that the commands write.
  private func leaks(_ workshop: Workshop) async throws -> [String] {
    let base64 = Base64.encode(Array("user:\(Self.value)".utf8), padded: true)
    var found: [String] = []
    for form in [Self.value, Self.value.replacing("'", with: #"'\''"#), String(base64.dropFirst(8).dropLast(4))] {
      let grep = try await Subprocess.run(
        "/bin/grep", ["-rlF", "-e", form, workshop.folder], deadline: .now + .seconds(20))
      found += String(decoding: grep.output, as: UTF8.self).split(separator: "\n").map { "\(form) in \($0)" }
    }
    return found.filter { !$0.hasSuffix("/seen") }
  }

  @Test(arguments: Shell.allCases)
  func aCommandFindsItAndNothingKeepsIt(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await deploy(workshop, 0)
    #expect(trial.isCommitted, "\(trial)")
    #expect(try Files.read("\(workshop.folder)/seen") == String(repeating: Self.value, count: 4))
    #expect(try await leaks(workshop) == [])
    let evidence = try Files.read("\(workshop.set)/evidence/step-2-restart")
    #expect(evidence.contains("it is •••\n") && evidence.contains("again ••• and •••\n"), "\(evidence)")
    let folder = try Files.read("\(workshop.set)/control/secrets").split(separator: "\n").first.map(String.init)
    #expect(!Files.exists(try #require(folder)))
  }

  @Test(arguments: Shell.allCases)
  func aRunThatIsTakenBackHasItForItsUndoToo(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let trial = try await deploy(workshop, 3)
    #expect(trial.isReverted, "\(trial)")
    #expect(trial.failure == "command: exit 3")
    let output = trial.events.compactMap { if case .output(_, let line) = $0 { line } else { nil } }
    #expect(output.contains("it is •••"), "\(output)")
    #expect(try Files.read("\(workshop.folder)/seen").hasSuffix(Self.value + Self.value))
    #expect(try await leaks(workshop) == [])
    let folder = try Files.read("\(workshop.set)/control/secrets").split(separator: "\n").first.map(String.init)
    #expect(!Files.exists(try #require(folder)))
  }
}
