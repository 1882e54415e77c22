import JSON
import TestSupport

extension TrialMaker {
  mutating func condition() -> String? {
    let changed = (written.union(patched).filter { $0.hasPrefix(Self.root) && !$0.contains("'") && !$0.contains("$") })
      .sorted()
    func isPlain(_ path: String) -> Bool { path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }
    var parts = [
      "host == '\(random.pick(Self.hosts))'", "host != '\(random.pick(Self.hosts))'", "host in web",
      "color == '\(random.pick(["red", "blue"]))'", "size != 'small'", "not (word == 'red')",
    ]
    if let path = changed.last, isPlain(path) {
      parts += ["changed(\(spelled(path)))", "not changed(\(spelled(path)))"]
    }
    parts += ["changed(app)", "changed(conf/*.ini)"]
    let first = random.pick(parts)
    guard random.chance(25) else { return first }
    return "\(first) \(random.pick(["and", "or"])) \(random.pick(parts))"
  }

  /// Puts in a step that fails, on one host or on all.
  mutating func fail(_ steps: inout [Trial.Step], _ hosts: [String], _ options: [String]) {
    var body: [JSONValue.Member]
    var failure = Trial.Failure.atWork
    switch random.number(0...9) {
    case 0...3: body = [.init(name: "run", value: "false")]
    case 4...6:
      let name = random.word()
      body = [
        .init(name: "run", value: .string("echo half >side/\(name); exit 7")),
        .init(name: "undo", value: .string("rm -f side/\(name)")),
      ]
    case 7:
      failure = .beforehand
      let name = "src/\(random.word())"
      sources[name] = Trial.Source(bytes: random.text(), mode: 0o644)
      body = [
        .init(
          name: "copy",
          value: JSONValue(["from": .string(name), "to": .string("side/\(random.word())"), "validate": "test ! -e {}"]))
      ]
    default:
      body = [.init(name: "healthy", value: JSONValue(["cmd": "false", "within": "1s", "every": "200ms"]))]
    }
    if random.chance(40) { body.append(.init(name: "when", value: .string("host == '\(random.pick(hosts))'"))) }
    if options.first == "--tags" { body.append(.init(name: "tags", value: .array(["a", "b"]))) }
    steps.insert(Trial.Step(value: .object(body), failure: failure), at: random.number(0...steps.count))
  }
}
