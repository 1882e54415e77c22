import Deploy
import TestSupport
import Testing

/// A project to deploy from and the servers it goes to, for the time of one test.
final class Stage {
  let folder: String
  let servers: [Server]
  var project: String { "\(folder)/project" }
  var sshConfig: String { "\(folder)/ssh_config" }
  var server: Server { servers[0] }

  private static let turns = Turns(width: 5)

  private init(_ names: [String], _ lines: [String]) async throws {
    folder = try Files.temporaryFolder("stage")
    var servers: [Server] = []
    do {
      for name in names { servers.append(try await Server(name, in: folder, lines)) }
      try Files.write(servers.map(\.clientConfig).joined(separator: "\n"), to: "\(folder)/ssh_config")
      try Files.makeFolder("\(folder)/project")
    } catch {
      for server in servers { await server.stop() }
      Files.remove(folder)
      throw error
    }
    self.servers = servers
  }

  /// Runs the body with servers of these names, and with these lines in their sshd_config; whatever was started for it
  /// ends with it.
  static func with(_ names: String..., sshd lines: [String] = [], body: (Stage) async throws -> Void) async throws {
    try await with(names, sshd: lines, body: body)
  }

  static func with(_ names: [String], sshd lines: [String] = [], body: (Stage) async throws -> Void) async throws {
    await turns.take()
    do {
      let stage = try await Stage(names, lines)
      do {
        try await body(stage)
      } catch {
        for server in stage.servers { Issue.record("the sshd of \(server.name) logged:\n\(try server.sshd.log())") }
        await stage.end()
        throw error
      }
      await stage.end()
    } catch {
      await turns.giveBack()
      throw error
    }
    await turns.giveBack()
  }

  private func end() async {
    for server in servers { await server.stop() }
    Remains.end(startedFor: folder)
    Files.remove(folder)
  }

  // MARK: - the project

  /// Writes a file of the project.
  func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try Files.write(text, to: "\(project)/\(path)", mode: mode)
  }

  /// Writes the playbook `playbooks/NAME.yml`.
  func playbook(_ name: String = "site", hosts: String = "target", steps: String) throws {
    let root = "\(folder)/servers/${host}/root"
    let text = "playbook: \(name)\nhosts: \(hosts)\nroot: \(root)\nsteps:\n\(steps)\n"
    try write(text, to: "playbooks/\(name).yml")
  }

  // MARK: - the program

  /// Runs a command that reaches hosts.
  func run(_ words: String...) async throws -> Ending { try await start(words).ending() }

  func start(_ words: [String], _ variables: [String: String] = [:]) throws -> RunningCommand {
    try Deployctl.start(words + ["-F", sshConfig], in: project, variables)
  }

  /// The rows of `deployctl backups`: each set and what became of it.
  func sets(of place: String = "target") async throws -> [[String]] {
    let ending = try await run("backups", place)
    guard ending.code == .done else { throw Mishap("no list of sets: \(ending)") }
    return ending.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .map { $0.split(separator: " ").prefix(2).map(String.init) }
  }

  /// Carries `playbooks/NAME.yml` out without being asked.
  func deploy(_ name: String = "site") async throws -> Ending {
    try await run("deploy", "playbooks/\(name).yml", "--yes")
  }
}

/// Lets a few stages at a time stand: each has servers, and the machine may be small.
private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) { free = width }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
