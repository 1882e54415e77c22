import Connection
import Deploy
import Glibc
import Playbook
import Reactor
import SourceText
import TestSupport
import Transaction

/// A folder in which one crash after the other is played under one shell, always at the same paths.
final class CrashBench: Sendable {
  let shell: Shell
  let folder: String
  let program: String
  private let tools: String

  var world: String { "\(folder)/world" }
  var backups: String { "\(world)/root/backups" }
  var set: String { "\(backups)/\(CrashScenario.run)" }

  init(_ shell: Shell) async throws {
    self.shell = shell
    folder = try Files.temporaryFolder("crash", in: Self.place)
    _ = try await shell.path(applets: "\(folder)/applets")
    tools = shell == .busybox ? "\(folder)/applets" : "/usr/bin"
    program = shell == .busybox ? "\(folder)/applets/sh" : "/bin/\(shell.rawValue)"
    let names = ["mv", "ln", "cp", "rm", "rmdir", "mkdir", "chown", "chmod", "sync", "cat", "tar", "restart"]
    for name in names {
      try Files.write(PackageResources.shim_sh, to: Array("\(folder)/shims/\(name)".utf8), mode: 0o755)
    }
    try arm([])
  }

  /// In memory where programs may lie there: nothing here outlives a power cut anyway.
  private static var place: String {
    var status = statvfs()
    let isUsable = access("/dev/shm", W_OK) == 0 && statvfs("/dev/shm", &status) == 0
    let noExecution: UInt = 8  // ST_NOEXEC, which Swift does not see
    return isUsable && status.f_flag & noExecution == 0 ? "/dev/shm" : "/tmp"
  }

  deinit {
    endProcesses()
    Files.remove(folder)
  }

  // MARK: Worlds

  /// Makes the world as it is when the scenario starts, and keeps a copy to go back to.
  ///
  /// A runtime can be given that is not the product's, to see whether its faults are found.
  func prepare(_ scenario: CrashScenario, runtime: [UInt8]? = nil) async throws -> CrashSnapshot {
    Files.remove(world)
    try Files.makeFolder("\(world)/root")
    try CrashScenario.build(in: world)
    let before = try CrashSnapshot(world)
    if scenario != .preparing {
      _ = Workshop.keepsTheRegistryAway
      let session = try await Session(LocalConnection(), become: nil, shell: program)
      guard case .done = try await session.ask(request(scenario)) else { throw Mishap("cannot prepare \(scenario)") }
      // A session that only ends takes its set with it.
      let fields = try Self.target(of: "\(backups)/.lock").split(separator: ":")
      guard let pid = pid_t(fields[3]), kill(pid, SIGKILL) == 0 else { throw Mishap("no session in \(fields)") }
      await session.close()
      if let runtime { try Files.write(runtime, to: Array("\(set)/runtime".utf8)) }
    }
    try await keep(as: scenario.rawValue)
    return before
  }

  /// Where a first crash was played, what the service was started on until then belongs to it.
  func keep(as name: String, withService: Bool = false) async throws {
    Files.remove("\(folder)/kept-\(name)")
    Files.remove("\(folder)/kept-\(name).service")
    try await Tool.run("/bin/cp", ["-a", world, "\(folder)/kept-\(name)"])
    guard withService, Files.exists("\(folder)/service") else { return }
    try await Tool.run("/bin/cp", ["\(folder)/service", "\(folder)/kept-\(name).service"])
  }

  func goBack(to name: String) async throws {
    Files.remove(world)
    Files.remove("\(folder)/service")
    try await Tool.run("/bin/cp", ["-a", "\(folder)/kept-\(name)", world])
    guard Files.exists("\(folder)/kept-\(name).service") else { return }
    try await Tool.run("/bin/cp", ["\(folder)/kept-\(name).service", "\(folder)/service"])
  }

  func request(_ scenario: CrashScenario) throws -> [UInt8] {
    let text = "playbook: crash\nhosts: here\nroot: \(world)/root\nsteps:\n  - copy: x\n"
    let target = try Playbook.read(SourceText(name: "crash.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    return try scenario.request(in: world, target)
  }

  // MARK: Acts

  /// Writes down where the shims strike, and whether they record.
  func arm(_ strikes: [CrashStrike], recording: Bool = false) throws {
    try Files.write("0\n", to: "\(folder)/count")
    try Files.write(strikes.map { "\($0.line)\n" }.joined(), to: "\(folder)/strikes")
    Files.remove("\(folder)/record")
    guard recording else { return }
    try Files.write("", to: "\(folder)/record")
    try Files.write(synced(), to: "\(folder)/synced")
  }

  /// What was there before the recording counts as synced.
  private func synced() -> String {
    ["\(set)/journal", "\(backups)/history", "\(backups)/deployed/ledger"].compactMap { file in
      Files.contents(Array(file.utf8)).map { "\(file) \($0.count)\n" }
    }.joined()
  }

  func recorded() throws -> [CrashCall] {
    try Files.read("\(folder)/record").split(separator: "\n").map { line in
      guard let call = CrashCall(line) else { throw Mishap("not a record: \(line)") }
      return call
    }
  }

  /// Runs the scenario from where it was prepared.
  func run(_ scenario: CrashScenario) async throws {
    guard scenario == .preparing else {
      _ = try await runtime("guard", program, try lock())
      return
    }
    let bootstrap = Bootstrap(token: "0123456789ab", become: nil, shell: program)
    _ = try await owned(bootstrap.command, stdin: bootstrap.program + request(scenario))
  }

  @discardableResult
  func runtime(_ verb: String, _ arguments: String...) async throws -> Subprocess.Result {
    try await owned("exec " + ([program, "\(set)/runtime", verb, set] + arguments).joined(separator: " "))
  }

  func owned(_ command: String, stdin: [UInt8] = []) async throws -> Subprocess.Result {
    try await Subprocess.run(
      "/bin/sh", ["-c", "echo $$ >\(folder)/owner; \(command)"],
      environment: [
        "PATH=\(folder)/shims:\(shell == .busybox ? tools : "/usr/bin:/bin")", "CRASH_LANE=\(folder)",
        "CRASH_SET=\(set)",
        "CRASH_TOOLS=\(tools)", "DEPLOYCTL_STATE=\(world)/state",
      ], stdin: stdin, deadline: .now + .seconds(60))
  }

  /// What a power cut takes: lines that no sync has reached, all that is never synced, and the boot's identity.
  func cutPower(_ cut: CrashPowerCut) throws {
    for file in cut.cuts {
      let bytes = try Files.read(Array(file.file.utf8))
      let line = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { bytes.count - $0 - 1 } ?? bytes.count
      truncate(file.file, off_t(cut.isTorn ? bytes.count - line / 2 : file.synced))
    }
    truncate("\(set)/events", 7)
    for name in ["guardian", "worker"] { Files.remove("\(set)/control/\(name)") }
    let lock = "\(backups)/.lock"
    guard (Files.names(in: Array(backups.utf8)) ?? []).contains(Array(".lock".utf8)) else { return }
    var fields = try Self.target(of: lock).split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 6 else { throw Mishap("not a lock: \(fields)") }
    fields[1] = "an-earlier-boot"
    unlink(lock)
    symlink(fields.joined(separator: ":"), lock)
  }

  /// The record of the session that prepared the run, which the guardian takes the lock over from.
  func lock() throws -> String { try Self.target(of: "\(backups)/.lock") }

  private static func target(of link: String) throws -> String {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink(link, &target, 4095)
    guard count > 0 else { throw Mishap("cannot read \(link)") }
    return String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Processes of this bench that are still there.
  func processes() -> [(pid: pid_t, command: String)] {
    (Files.names(in: Array("/proc".utf8)) ?? []).compactMap { name in
      guard let pid = pid_t(String(decoding: name, as: UTF8.self)),
        let line = Files.contents(Array("/proc/\(pid)/cmdline".utf8))
      else { return nil }
      let words = line.map { $0 == 0 ? 32 : $0 }
      // The library's generic search would take half of the time of a crash point.
      guard strstr(words.map { CChar(bitPattern: $0) } + [0], folder) != nil else { return nil }
      return (pid, String(decoding: words, as: UTF8.self))
    }
  }

  func endProcesses() {
    for process in processes() { kill(process.pid, SIGKILL) }
  }
}
