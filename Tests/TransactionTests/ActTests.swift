import Testing
import Transaction

struct ActTests {
  /// Whoever reads a script counts its acts as the runtime did when it wrote their numbers down.
  @Test func everyVerbThatTheRuntimeCountsIsAnAct() {
    let lines = String(decoding: Runtime.text, as: UTF8.self).split(separator: "\n")
    var counted: Set<String> = []
    var function = ""
    for line in lines {
      if line.hasSuffix("() {") { function = String(line.dropLast("() {".count)) }
      if line.contains("act=$((act + 1))") { counted.insert(function) }
    }
    // In sets of before, `logs` stands for `watch`.
    #expect(counted.union(["logs"]) == Verb.acts)
    for verb in Verb.acts {
      #expect(
        lines.contains { $0.contains("'\(verb) '*") && $0.contains("o_act") }, "\(verb) is not counted for what is owed"
      )
    }
  }
}
