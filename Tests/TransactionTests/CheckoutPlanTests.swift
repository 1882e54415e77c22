import Plan
import Playbook
import SourceText
import Testing
import Transaction

/// What a plan makes of a host's answers about a checkout.
struct CheckoutPlanTests {
  private static let old = String(repeating: "a", count: 40)
  private static let new = String(repeating: "b", count: 40)
  private static let standing = "head \(old)\nbranch main\nlocal \(old)\n"

  private func plan(
    _ lines: String, _ step: String = "{ to: origin/main }", user: Int = 0, reads: Bool = false,
    survey: [CommitPair: CommitSurvey] = [:], more: String = ""
  ) throws -> Plan {
    let text = "playbook: p\nhosts: h\nroot: /srv/app\nsteps:\n  - git: \(step)\n\(more)"
    let target = try Playbook.read(SourceText(name: "p.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    var facts = try ProbeRequest(Plan.questions(for: target, sources: [:])).facts(from: [
      Reply(words: ["root", "entered"], body: Array("/srv/app".utf8)), Reply(words: ["user", "\(user)", "\(user)"]),
      Reply(words: ["detach", "setsid"]), Reply(words: ["tool", "git"]),
      Reply(words: ["checkout", "0"], body: Array(lines.utf8)),
    ])
    facts.ranges = survey
    return reads ? Plan.forReading(target, facts: facts, sources: [:]) : Plan(target, facts: facts, sources: [:])
  }

  private func refusal(_ plan: Plan) -> String {
    if case .refused(let reasons)? = plan.steps.first?.verdict { reasons.joined(separator: "\n") } else { "" }
  }

  @Test(arguments: [
    (
      "remote failed git@h: Permission denied (publickey). fatal: Could not read",
      "takes no key of the account of the run"
    ),
    ("remote failed Host key verification failed. fatal: Could not read", "is a host whose key is not known there"),
    ("remote failed fatal: could not read Username for 'https://h'", "wants a user and a password"),
    ("remote failed fatal: unable to access: Could not resolve host: h", "is a host that has no address there"),
    ("remote failed fatal: something else", "cannot be asked (fatal: something else)"),
    ("remote late", "'origin' gave no answer within 20 s"),
    ("remote absent", "has no remote 'origin'"),
    ("remote asked", "'origin' has no branch main"),
    ("obstacle rebase", "is in the middle of a rebase"),
    ("obstacle sparse", "is a sparse checkout"),
  ])
  func whatStandsInTheWayHasItsOwnWords(lines: String, words: String) throws {
    let plan = try plan(Self.standing + lines + "\n")
    #expect(refusal(plan).contains(words), "\(refusal(plan))")
  }

  @Test func theMoveNamesWhatTheRemoteHas() throws {
    let answer = Self.standing + "remote asked\nref \(Self.new)\trefs/heads/main\n"
    let pair = CommitPair(from: Self.old, to: Self.new)
    let unknown = try plan(answer)
    #expect(unknown.steps[0].verdict == .unknown("bbbbbbbbbb is not in your clone: git fetch"))
    #expect(unknown.steps[0].move?.commits == pair)
    let script = String(decoding: Script(unknown, run: RunID("p_1"), awaitSeconds: nil).text, as: UTF8.self)
    #expect(
      script.contains("\ncheckout /srv/app 300 \(Self.old) \(Self.new) main origin refs/heads/main fail\n"), "\(script)"
    )

    func range(isForward: Bool) -> CommitSurvey {
      .range(CommitRange(subjects: ("x", "y"), count: 1, isForward: isForward, files: []))
    }
    #expect(try plan(answer, survey: [pair: range(isForward: true)]).steps[0].verdict == .change)
    #expect(
      refusal(try plan(answer, survey: [pair: range(isForward: false)])).contains("it diverged or was not pushed"))
  }

  @Test func whatTheCommitsChangeNoOtherStepWrites() throws {
    let answer = Self.standing + "remote asked\nref \(Self.new)\trefs/heads/main\n"
    let pair = CommitPair(from: Self.old, to: Self.new)
    let range = CommitSurvey.range(
      CommitRange(subjects: ("x", "y"), count: 1, isForward: true, files: [.init(change: "M", path: "conf/a")]))
    let both = try plan(answer, survey: [pair: range], more: "  - copy: conf/a\n")
    #expect(refusal(both).contains("/srv/app/conf/a is changed by the commits and by another step"), "\(refusal(both))")
    #expect(try plan(answer, survey: [pair: range], more: "  - copy: conf/b\n").steps[0].verdict == .change)
  }

  @Test func anAnnotatedTagIsItsCommit() throws {
    let answer =
      Self.standing + "remote asked\nref \(Self.old)\trefs/tags/v1\nref \(Self.new)\trefs/tags/v1^{}\n"
    let move = try #require(try plan(answer, "{ to: v1 }").steps[0].move)
    #expect(move.commits.to == Self.new && move.branch == nil && move.ref == "refs/tags/v1")
  }

  @Test func editsStopTheStepOrAreNamedForTheStash() throws {
    let answer = Self.standing + "edit  M a.py\nedit A  b.py\nremote asked\nref \(Self.new)\trefs/heads/main\n"
    #expect(refusal(try plan(answer)).contains("local edits in /srv/app: M a.py, A  b.py: commit them"))
    #expect(try plan(answer, "{ to: origin/main, on_drift: stash }").steps[0].move?.stashed == [" M a.py", "A  b.py"])
  }

  @Test func whoMayOnlyReadIsToldWhatItCannotSee() throws {
    let plan = try plan("foreign 0\n", user: 1000, reads: true)
    #expect(plan.steps[0].verdict == .unknown("permission: uid 1000 cannot look into /srv/app"))
    #expect(plan.lacks.contains { $0.contains("belongs to uid 0, and git of uid 1000 works in no other account's") })
    #expect(refusal(try self.plan("foreign 1000\n")).contains("git config --global --add safe.directory /srv/app"))
  }
}
