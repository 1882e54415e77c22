import Connection
import Crypto
import Deploy
import Plan
import Playbook
import SourceText
import Synchronization
import TestSupport
import Testing
import Transaction

/// What goes over the input of a sudo that asks, or does not.
struct BecomeTests {
  /// A word that no other process of the machine says, among what a shell would read in its own way.
  private static let word = "mellon-\(UInt64.random(in: 1 << 60 ... .max))"
  private static let secret = "\(word) 'n\" $(touch ../spilled) \\ 1"

  /// Somebody who answers, and remembers every question.
  private final class Person: Sendable {
    private let answers: [String]
    private let heard = Mutex<[BecomePasswords.Question]>([])

    init(_ answers: String...) { self.answers = answers }

    var questions: [BecomePasswords.Question] { heard.withLock { $0 } }

    var passwords: BecomePasswords {
      BecomePasswords { question in
        let number = self.heard.withLock { heard in
          heard.append(question)
          return heard.count
        }
        return number <= self.answers.count ? Secret(Array(self.answers[number - 1].utf8)) : nil
      }
    }
  }

  private func deploy(
    _ workshop: Workshop, _ sudos: [String: StandInSudo], _ passwords: BecomePasswords?, steps: String = "  - copy: a"
  ) async throws -> [Outcome] {
    let text =
      "playbook: trial\nhosts: [\(sudos.keys.sorted().joined(separator: ", "))]\nroot: \(workshop.root)/${host}\n"
      + "become: true\nsteps:\n\(steps)\n"
    for host in sudos.keys { try Files.write("old\n", to: "\(workshop.root)/\(host)/a") }
    let targets = try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }.targets
    let sources: Sources = ["a": SourceFile(bytes: Array("new\n".utf8), isExecutable: false)]
    var brief = FleetRun.Brief(
      targets: targets, candidates: [RunID(Workshop.run)], author: "tester@here",
      connect: { target in
        guard let sudo = sudos[target.host.name] else { return LocalConnection() }
        return sudo.connect()
      }, planner: { Proposal.deploying($0, PendingSources(sources)) }, consent: { _ in .proceed })
    brief.shell = workshop.shell
    brief.passwords = passwords
    return await FleetRun(brief).outcomes()
  }

  private func isCommitted(_ outcome: Outcome) -> Bool {
    if case .ended(.committed, _) = outcome { true } else { false }
  }

  private func error(_ outcome: Outcome) -> String {
    if case .unreachable(let error) = outcome { "\(error.message)\n\(error.hint ?? "")" } else { "\(outcome)" }
  }

  /// All that a run leaves on the host, beside what it was told to write.
  private func traces(_ workshop: Workshop, of text: String) throws -> [String] {
    try Tree(workshop.folder, without: []).leaves.filter { $0.content.firstRange(of: Array(text.utf8)) != nil }
      .map { String(decoding: $0.path, as: UTF8.self) }.sorted()
  }

  @Test(arguments: Shell.allCases)
  func aPasswordIsSentWhereSudoAsksAndNowhereElse(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: Self.secret)
    let person = Person(Self.secret)
    let outcomes = try await deploy(
      workshop, ["one": sudo], person.passwords,
      steps: "  - copy: a\n  - restart: { command: 'env >../env; cat /proc/*/cmdline >../words 2>/dev/null; true' }")
    #expect(isCommitted(outcomes[0]), "\(outcomes)")
    #expect(try workshop.read("one/a") == "new\n")
    #expect(person.questions.map { "\($0.account) \($0.host) \($0.attempt)" } == ["anna one 1"])
    #expect(try sudo.given == [Self.secret])
    #expect(try traces(workshop, of: Self.word) == ["one/given", "one/password"])
    #expect(!Files.exists("\(workshop.root)/spilled"))
  }

  @Test(arguments: Shell.allCases)
  func aSudoThatDoesNotAskIsToldNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: nil)
    let person = Person(Self.secret)
    let outcomes = try await deploy(workshop, ["one": sudo], person.passwords)
    #expect(isCommitted(outcomes[0]), "\(outcomes)")
    #expect(person.questions == [])
    #expect(try traces(workshop, of: Self.word) == [])
  }

  @Test func aWrongPasswordIsAskedForAgainByTheSameSession() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: "right")
    let person = Person("wrong", "right")
    let outcomes = try await deploy(workshop, ["one": sudo], person.passwords)
    #expect(isCommitted(outcomes[0]), "\(outcomes)")
    #expect(person.questions.map(\.attempt) == [1, 2])
    #expect(try sudo.given == ["wrong", "right"])
    #expect(try sudo.words.split(separator: "\n").count == 1)
  }

  @Test func afterThreeWrongAnswersNothingIsChanged() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: "right")
    let outcomes = try await deploy(workshop, ["one": sudo], Person("a", "b", "c", "right").passwords)
    #expect(error(outcomes[0]).contains("3 incorrect password attempts"), "\(outcomes)")
    #expect(try sudo.given == ["a", "b", "c"])
    #expect(try workshop.read("one/a") == "old\n")
  }

  @Test func aWrongPasswordCostsOneAttemptOnAllHostsTogether() async throws {
    let workshop = try await Workshop(.dash)
    var sudos: [String: StandInSudo] = [:]
    for host in ["one", "two", "three", "four"] {
      sudos[host] = try StandInSudo(in: "\(workshop.folder)/\(host)", password: "right")
    }
    let person = Person("wrong")
    let outcomes = try await deploy(workshop, sudos, person.passwords)
    for outcome in outcomes {
      #expect(error(outcome).contains("refused the password of anna"), "\(outcome)")
    }
    #expect(try sudos.values.flatMap { try $0.given } == ["wrong"])
  }

  @Test func onePasswordServesAllHostsButTheOneThatWantsAnother() async throws {
    let workshop = try await Workshop(.dash)
    var sudos: [String: StandInSudo] = [:]
    for host in ["one", "two", "three"] {
      sudos[host] = try StandInSudo(in: "\(workshop.folder)/\(host)", password: "right")
    }
    sudos["odd"] = try StandInSudo(in: "\(workshop.folder)/odd", password: "own")
    // Whichever host is asked about first, one of the two answers fits it, and the other host asks for its own.
    let questions = Mutex<[BecomePasswords.Question]>([])
    let passwords = BecomePasswords { question in
      questions.withLock { $0.append(question) }
      return Secret(Array((question.host == "odd" ? "own" : "right").utf8))
    }
    let outcomes = try await deploy(workshop, sudos, passwords)
    for outcome in outcomes { #expect(isCommitted(outcome), "\(outcome)") }
    let asked = questions.withLock { $0 }
    #expect(asked.count { $0.host == "odd" } == 1, "\(asked)")
    let given = try sudos.values.flatMap { try $0.given }
    #expect(given.count <= 7, "\(given)")
  }

  @Test func aSudoThatWantsThePasswordOfSomebodyElseIsToldNothing() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: "right", of: "bert")
    let person = Person("right")
    let outcomes = try await deploy(workshop, ["one": sudo], person.passwords)
    #expect(error(outcomes[0]).contains("wants the password of bert"), "\(outcomes)")
    #expect(try sudo.given.isEmpty)
    #expect(person.questions.isEmpty)
  }

  @Test func withoutAnybodyToAnswerSudoIsNotLetAsk() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: "right")
    let outcomes = try await deploy(workshop, ["one": sudo], nil)
    #expect(error(outcomes[0]).contains("a password is required"), "\(outcomes)")
    #expect(error(outcomes[0]).contains("--become-password-file FILE"), "\(outcomes)")
    #expect(try sudo.words.hasPrefix("-n "))
  }

  @Test func aHostThatEndsAtOnceDoesNotLoseWhatWasSaid() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: nil)
    try Files.write(
      "#!/bin/sh\necho 'anna is not in the sudoers file.' >&2\nexit 1\n", to: "\(sudo.folder)/sudo", mode: 0o755)
    let outcomes = try await deploy(workshop, ["one": sudo], Person("x").passwords)
    #expect(error(outcomes[0]).contains("anna is not in the sudoers file."), "\(outcomes)")
    #expect(error(outcomes[0]).contains("add the account to sudoers with visudo"), "\(outcomes)")
  }

  @Test func aNewConnectionUsesThePasswordThatWasGiven() async throws {
    let workshop = try await Workshop(.dash)
    let sudo = try StandInSudo(in: "\(workshop.folder)/one", password: "right")
    let person = Person("right")
    let passwords = person.passwords
    for _ in 0..<2 {
      let session = try await Session(
        sudo.connect(), become: .root(), passwords: passwords.at("one"), shell: workshop.shell)
      await session.close()
    }
    #expect(person.questions.count == 1)
    #expect(try sudo.given == ["right", "right"])
  }
}
