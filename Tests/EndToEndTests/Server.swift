import Glibc
import TestSupport

/// One host: an sshd of its own and the folder that is deployed into.
final class Server {
  static let stateVariable = "DEPLOYCTL_STATE"

  let name: String
  /// Everything on the host that a deploy could write to: the root, the home folder, the registry of roots.
  let folder: String
  let sshd: LoopbackSSHD
  var root: String { "\(folder)/root" }
  var backups: String { "\(root)/backups" }
  var state: String { "\(folder)/state" }
  /// A file that a held playbook's gate waits for.
  var gate: String { "\(folder)/gate" }

  init(_ name: String, in stage: String, _ lines: [String] = []) async throws {
    self.name = name
    folder = "\(stage)/servers/\(name)"
    for part in ["root", "home", "state"] { try Files.makeFolder("\(folder)/\(part)") }
    // sshd takes the first SetEnv line and no other.
    sshd = try await LoopbackSSHD.start(
      [
        "SetEnv \(Server.stateVariable)=\(folder)/state HOME=\(folder)/home"
      ] + lines)
    clientConfig = try Files.read(sshd.clientConfig).replacing("Host target\n", with: "Host \(name)\n")
  }

  /// The lines of the ssh config that lead here.
  let clientConfig: String

  func stop() async { await sshd.stop() }

  // MARK: - files

  func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try Files.write(text, to: "\(root)/\(path)", mode: mode)
  }

  func read(_ path: String) throws -> String { try Files.read("\(root)/\(path)") }

  func exists(_ path: String) -> Bool { Files.exists("\(root)/\(path)") }

  /// What a deploy may change only by its playbook.
  func tree() throws -> Tree {
    try Tree(root, without: ["backups", "run", "logs", "src/__pycache__"])
  }

  /// Every file and folder of the host with all its times: what nothing was written to stays equal.
  func footprint() async throws -> String {
    let lines = try await Tool.run("/usr/bin/find", [folder, "-printf", #"%p %m %U:%G %s %T@ %C@\n"#])
    return lines.split(separator: "\n").sorted().joined(separator: "\n")
  }

  // MARK: - runs

  /// The names of the backup sets.
  var sets: [String] {
    (Files.names(in: Array(backups.utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) }
      .filter { !$0.hasPrefix(".") && $0 != "deployed" && Files.names(in: Array("\(backups)/\($0)".utf8)) != nil }
  }

  func journal(_ run: String) throws -> [String] { try lines("\(backups)/\(run)/journal") }

  func history() throws -> [String] { try lines("\(backups)/history") }

  /// The only run there is has come to this step.
  func isAt(step: Int) throws -> Bool {
    guard let run = sets.first, Files.exists("\(backups)/\(run)/events") else { return false }
    return try lines("\(backups)/\(run)/events").contains("step \(step)")
  }

  /// How the only run there is ended; nil while it goes on.
  func verdict() throws -> String? {
    guard let run = sets.first, Files.exists("\(backups)/\(run)/journal") else { return nil }
    let journal = try journal(run)
    guard journal.last?.hasSuffix(" closed") == true else { return nil }
    return journal.last { $0.contains(" state ") }?.split(separator: " ").last.map(String.init)
  }

  /// Ends every session of this server, as a broken network would.
  func cutSessions() throws {
    for session in try sessions() { kill(session, SIGKILL) }
  }

  /// The processes of sshd that talk to somebody.
  func sessions() throws -> [Int32] {
    let daemon = try Files.read("\(sshd.folder.path)/pid").split(separator: "\n").first.flatMap { Int32($0) }
    return daemon.map(sessions) ?? []
  }

  /// The processes of sshd below this one: a session of anybody but root has two.
  private func sessions(below process: Int32) -> [Int32] {
    told("/proc/\(process)/task/\(process)/children").split(separator: " ").compactMap { Int32($0) }
      .filter { told("/proc/\($0)/comm").hasPrefix("sshd") }
      .flatMap { [$0] + sessions(below: $0) }
  }

  /// What the system says of a process; nothing of one that is gone.
  private func told(_ path: String) -> String {
    do { return try Files.read(path) } catch { return "" }
  }

  private func lines(_ path: String) throws -> [String] {
    try Files.read(path).split(separator: "\n").map(String.init)
  }
}
