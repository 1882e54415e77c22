import Reactor
import TestSupport
import Transaction

/// Runs under `strace`, of whose system calls the order is judged.
struct SyncOrderBench {
  /// What is traced.
  enum Course: String, CaseIterable {
    case preparing, committing, reverting, stuck
    /// A commit that leaves a restart owed.
    case owing
    /// A run died between its renames and their sync, and so did its recovery.
    case recovering
    /// The same, and somebody wrote to files of it.
    case settingAside
    /// The same, taken back by hand.
    case restoringUnfinished
    case restoringCommitted
    /// The same, of a set of which only what it saved was kept.
    case restoringWithoutJournal
  }

  private let bench: CrashBench

  init(_ shell: Shell) async throws {
    bench = try await CrashBench(shell)
    for scenario in CrashScenario.allCases { _ = try await bench.prepare(scenario) }
  }

  /// True where processes may be traced.
  static func canTrace() async throws -> Bool {
    let probe = try await Subprocess.run(
      "/usr/bin/strace", ["-f", "-o", "/dev/null", "true"], deadline: .now + .seconds(20))
    return probe.status == .exited(0)
  }

  /// What is out of order when a runtime takes this course.
  func violations(_ course: Course, _ text: [UInt8], inShortBatches isShort: Bool = true) async throws -> [String] {
    let runtime = isShort ? try Self.inShortBatches(text) : text
    try await goBack(to: course, runtime)
    switch course {
    case .preparing:
      let bootstrap = Bootstrap(token: SyncOrder.token, become: nil, shell: bench.program, runtime: runtime)
      try Files.write(bootstrap.script, to: "\(bench.folder)/bootstrap")
      let order = try await trace(
        "\(bench.program) \(bench.folder)/bootstrap", stdin: bootstrap.program + bench.request(.preparing))
      return order.violations
    case .committing, .reverting: return try await trace("guard").violations
    case .owing:
      let script = try Files.read("\(bench.set)/script")
      try Files.write(
        script.replacing("\ncommit\n", with: "\nowe restart systemd 20 '' svc\ncommit\n"), to: "\(bench.set)/script")
      let order = try await trace("guard")
      guard Files.exists("\(bench.backups)/owed") else { throw Mishap("nothing is owed") }
      return order.violations
    case .stuck:
      // Without what was saved, a revert cannot finish.
      Files.remove("\(bench.set)/files/d/b")
      return try await trace("guard").violations
    case .recovering:
      let died = try await traceToDeath()
      let dying = try await trace("recover", after: died, strike: .owner)
      return try await trace("recover", after: dying).violations
    case .settingAside:
      let died = try await traceToDeath()
      for path in ["root/a", "root/place/a"] { try Files.write(CrashJudge.edit, to: "\(bench.world)/\(path)") }
      return try await trace("recover", after: died).violations
    case .restoringUnfinished: return try await trace("restore", after: try await traceToDeath()).violations
    case .restoringCommitted:
      try bench.arm([])
      try await bench.runtime("guard", bench.program, try bench.lock())
      return try await trace("restore").violations
    case .restoringWithoutJournal:
      try bench.arm([])
      try await bench.runtime("guard", bench.program, try bench.lock())
      for name in ["journal", "control"] { Files.remove("\(bench.set)/\(name)") }
      return try await trace("restore").violations
    }
  }

  /// Batches of two, so that every loop goes round.
  private static func inShortBatches(_ text: [UInt8]) throws -> [UInt8] {
    let long = Array("\nchunk=200\n".utf8)
    guard let place = text.firstRange(of: long) else { throw Mishap("the runtime has no chunk") }
    return text[..<place.lowerBound] + Array("\nchunk=2\n".utf8) + text[place.upperBound...]
  }

  private func goBack(to course: Course, _ runtime: [UInt8]) async throws {
    let scenario: CrashScenario =
      switch course {
      case .preparing: .preparing
      case .reverting, .stuck: .failing
      case .committing, .owing, .recovering, .settingAside, .restoringUnfinished, .restoringCommitted,
        .restoringWithoutJournal:
        .committing
      }
    try await bench.goBack(to: scenario.rawValue)
    if scenario != .preparing { try Files.write(runtime, to: Array("\(bench.set)/runtime".utf8), mode: 0o700) }
  }

  /// A run that dies between its first renames and their sync.
  private func traceToDeath() async throws -> SyncOrder { try await trace("guard", strike: .both) }

  /// Traces a verb of the runtime, up to the first sync of folders if it shall die there.
  private func trace(_ verb: String, after earlier: SyncOrder? = nil, strike victim: CrashStrike.Victim? = nil)
    async throws -> SyncOrder
  {
    var strikes: [CrashStrike] = []
    if let victim {
      // Tried once to learn which call it is.
      try await bench.keep(as: "before")
      try bench.arm([], recording: true)
      try await bench.runtime(verb, bench.program, try bench.lock())
      let calls = try bench.recorded()
      // After a line was announced and something was moved, what is synced is no journal.
      let announced = calls.first { $0.tool == "sync" && !$0.unsynced.isEmpty }?.number ?? .max
      let moved = calls.first { $0.tool == "mv" && $0.number > announced }?.number ?? .max
      let sync = calls.first { $0.tool == "sync" && $0.number > moved && $0.unsynced.isEmpty }
      try await bench.goBack(to: "before")
      guard let sync else { throw Mishap("\(verb) syncs nothing after its renames") }
      strikes = [CrashStrike(call: sync.number, units: 0, isTorn: false, victim: victim)]
    }
    try bench.arm(strikes)
    let lock = verb == "guard" ? " \(try bench.lock())" : ""
    return try await trace(
      "\(bench.program) \(bench.set)/runtime \(verb) \(bench.set) \(bench.program)" + lock, isByHand: verb == "restore",
      after: earlier)
  }

  private func trace(
    _ command: String, stdin: [UInt8] = [], isByHand: Bool = false, after earlier: SyncOrder? = nil
  ) async throws -> SyncOrder {
    let journal = Files.contents(Array("\(bench.set)/journal".utf8)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    var order = SyncOrder(
      world: bench.world, set: bench.set,
      journal: journal.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }, isByHand: isByHand,
      after: earlier)
    order.know(try CrashSnapshot(bench.world, without: []).leaves.keys.map { "\(bench.world)/\($0)" })
    let trace = "\(bench.folder)/trace"
    Files.remove(trace)
    let result = try await bench.owned(
      "exec /usr/bin/strace -f -q -y -s 200 --seccomp-bpf -o \(trace) -e trace='\(FileEvent.calls)' "
        + "/bin/sh -c 'echo $$ >\(bench.folder)/owner; exec \(command)'", stdin: stdin)
    bench.endProcesses()
    let calls = SystemCall.read(try Files.read(trace))
    guard calls.count > 20 else {
      throw Mishap("nothing traced: \(String(decoding: result.errorOutput, as: UTF8.self))")
    }
    order.take(FileEvent.events(of: calls, in: "\(bench.world)/root"))
    return order
  }
}
