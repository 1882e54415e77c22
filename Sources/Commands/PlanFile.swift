internal import Deploy
internal import JSON
internal import Plan

/// A plan that was shown, to be carried out later: hashes of what it rests on, and neither contents nor secrets.
struct PlanFile: Sendable {
  static let schema = "deployctl.plan/1"

  /// The playbook's path as it was typed.
  let playbook: String
  /// What the command line chose, by the names of the options: hosts, steps, the environment.
  let choices: [String: [String]]
  let acceptsDrift: Bool
  /// The hash of each source, and of the playbook itself, by path.
  let sources: [String: String]
  let hosts: [String: Proposal.Fingerprint]

  var text: String {
    let hosts = hosts.sorted { $0.key < $1.key }.map { name, plan in
      JSONValue(["host": .string(name), "script": .string(plan.script), "paths": .hashes(plan.paths)])
    }
    let options = choices.sorted { $0.key < $1.key }.map { name, values in
      JSONValue.Member(name: name, value: .array(values.map { .string($0) }))
    }
    return JSONValue([
      "schema": .string(Self.schema), "playbook": .string(playbook), "options": .object(options),
      "accept_drift": .bool(acceptsDrift), "sources": .hashes(sources),
      "hosts": .array(hosts),
    ]).rendered + "\n"
  }

  /// Reads the file that `plan -o` wrote.
  static func read(_ path: String) throws -> PlanFile {
    func failure(_ reason: String) -> LocalFile.Failure {
      LocalFile.Failure(message: "\(path): \(reason)\nhint: make it anew: deployctl plan -o \(path) PLAYBOOK")
    }
    let bytes = try LocalFile.readNamed(path)
    let value: JSONValue
    do throws(JSONReader.Malformed) {
      value = try JSONReader.read(bytes)
    } catch {
      throw failure("no plan: \(error.message) at byte \(error.column)")
    }
    guard let schema = value["schema"]?.text else { throw failure("no plan: it does not say 'schema'") }
    guard schema == Self.schema else { throw failure("a plan of another version: '\(schema)'") }
    guard let playbook = value["playbook"]?.text, case .bool(let acceptsDrift)? = value["accept_drift"],
      let sources = value["sources"]?.hashes, case .array(let list)? = value["hosts"],
      let choices = value["options"]?.lists
    else { throw failure("no plan: parts of it are missing") }
    var hosts: [String: Proposal.Fingerprint] = [:]
    for one in list {
      guard let name = one["host"]?.text, let script = one["script"]?.text, let paths = one["paths"]?.hashes else {
        throw failure("no plan: parts of a host are missing")
      }
      hosts[name] = Proposal.Fingerprint(script: script, paths: paths)
    }
    return PlanFile(
      playbook: playbook, choices: choices, acceptsDrift: acceptsDrift, sources: sources, hosts: hosts)
  }
}

extension PlanFile {
  /// The options that say what a plan is about; `--extra` is not one of them, since its values may be secret.
  private static let choosing: [OptionSpec] = [.limit, .environment, .tags, .skip, .revision]

  /// What was shown for these hosts.
  init(_ file: PlaybookFile, _ arguments: Arguments, _ hosts: [String: Proposal.Fingerprint]) {
    self.init(
      playbook: file.path, choices: arguments.choices(of: Self.choosing),
      acceptsDrift: arguments.has(.acceptDrift), sources: file.fingerprints, hosts: hosts)
  }

  /// Replaces an older one whole.
  func write(to path: String) throws {
    let output = try LocalOutput(Array("\(path).deployctl-new".utf8))
    try output.write(Array(text.utf8)[...])
    try output.finish(mode: 0o600, movingTo: path)
  }

  /// The sources that are not as they were; with the playbook itself.
  func changedSources(_ file: PlaybookFile) -> [String] {
    let now = file.fingerprints
    return Set(now.keys).union(sources.keys).filter { now[$0] != sources[$0] }.sorted()
  }
}

extension PlaybookFile {
  /// The hash of everything on this machine that the plan is made of, by path.
  var fingerprints: [String: String] {
    var all = sources.mapValues(\.fingerprint)
    all[path] = SourceFile(bytes: text, isExecutable: false).fingerprint
    return all
  }
}

extension JSONValue {
  fileprivate static func hashes(_ hashes: [String: String]) -> JSONValue {
    .object(hashes.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) })
  }

  fileprivate var lists: [String: [String]]? {
    guard case .object(let members) = self else { return nil }
    var lists: [String: [String]] = [:]
    for member in members {
      guard case .array(let values) = member.value else { return nil }
      lists[member.name] = values.compactMap(\.text)
    }
    return lists
  }

  fileprivate var hashes: [String: String]? {
    guard case .object(let members) = self else { return nil }
    var hashes: [String: String] = [:]
    for member in members { hashes[member.name] = member.value.text }
    return hashes
  }
}
