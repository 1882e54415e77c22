import Plan
import Playbook
import Testing
import Transaction

/// What a check-up makes of what a host answered.
struct CheckupTests {
  private func advice(_ replies: [Reply], uid: Int = 1000, clock: Int = 1000) throws -> [String: String] {
    var facts = Facts()
    facts.user = uid
    facts.canReadJournal = uid == 0
    var checkup = Checkup()
    checkup.add(host: facts, try CheckupAnswers(replies), clock: clock)
    return Dictionary(
      checkup.lines.compactMap { line in line.advice.map { (line.matter, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private func reply(_ words: String..., text: String = "") -> Reply { Reply(words: words, body: Array(text.utf8)) }

  @Test func aHostThatHasEverythingNeedsNothing() throws {
    let replies = [
      reply("clock", "1010"), reply("systemd", text: "running"), reply("docker", "up", text: "24.0.7"),
      reply("compose", text: "docker compose 2.21"), reply("has", "tar", text: "tar (GNU tar) 1.34"),
    ]
    #expect(try advice(replies, uid: 0).isEmpty)
  }

  @Test func eachLackHasItsRemedy() throws {
    #expect(try advice([reply("clock", "1031")])["clock"]?.contains("set-ntp") == true)
    #expect(try advice([reply("clock", "969")])["clock"]?.contains("set-ntp") == true)
    #expect(try advice([reply("lacks", "tar")])["tools"]?.contains("busybox") == true)
    #expect(try advice([reply("systemd", text: "degraded")])["systemd"]?.contains("--failed") == true)
    #expect(try advice([reply("systemd", text: "running")])["journal"]?.contains("systemd-journal") == true)
    let forbidden = reply("docker", "down", text: "permission denied while trying to connect")
    #expect(try advice([forbidden])["docker"]?.contains("group docker") == true)
    let stopped = reply("docker", "down", text: "Cannot connect to the Docker daemon")
    #expect(try advice([stopped])["docker"]?.contains("systemctl start docker") == true)
  }

  @Test func anAnswerThatIsNotKnownIsNoAnswer() {
    #expect(throws: MalformedReply.self) { try CheckupAnswers([reply("surprise")]) }
  }
}
