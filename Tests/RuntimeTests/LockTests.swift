import Connection
import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct LockTests {
  private func work(_ workshop: Workshop, run: String = Workshop.run) throws -> Work {
    var work = Work(workshop)
    work.run = run
    try work.add(Array("a".utf8), Array("new\n".utf8))
    work.putAll()
    return work
  }

  @Test(arguments: Shell.allCases)
  func aSecondRunIsRefusedWhileOneIsAtWork(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    _ = try await first.ask(try work(workshop).request)
    let second = try await work(workshop, run: "second_20260101_000001").carryOut()
    #expect(second.refusals == ["locked by the run \(Workshop.run)"])
    await first.close()
    #expect(
      try await workshop.eventually { !Files.exists(workshop.set) && !Files.existsAsLink("\(workshop.backups)/.lock") })
    let third = try await work(workshop, run: "third_20260101_000001").carryOut()
    #expect(third.state == .committed)
  }

  /// The record of this process as the runtime writes it, with some of its fields replaced.
  private func record(boot: String? = nil, pid: Int? = nil, start: Int = 1, machine: String? = nil) throws -> String {
    func line(_ path: String) throws -> String { String(try Files.read(path).split(separator: "\n")[0]) }
    var buffer = [CChar](repeating: 0, count: 100)
    let count = readlink("/proc/self/ns/pid", &buffer, 100)
    let space = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .drop { $0 != "[" }.dropFirst().dropLast()
    let machine = try machine ?? line("/etc/machine-id")
    let boot = try boot ?? line("/proc/sys/kernel/random/boot_id")
    return "\(machine):\(boot):\(space):\(pid ?? Int(getpid())):\(start):gone_20250101_000000"
  }

  private func lock(_ workshop: Workshop, _ record: String, _ name: String = ".lock") throws {
    try Files.makeFolder(workshop.backups)
    symlink(record, "\(workshop.backups)/\(name)")
  }

  @Test(arguments: Shell.allCases)
  func aStaleLockIsTakenOver(under shell: Shell) async throws {
    let stale = try [record(pid: 4_194_303), record(boot: "another", pid: 1), record(start: 1)]
    for (index, record) in stale.enumerated() {
      let workshop = try await Workshop(shell)
      try lock(workshop, record)
      // A taker that died at it does not stand in the way either.
      if index == 0 { try lock(workshop, record, ".lock.takeover") }
      let ending = try await work(workshop).carryOut()
      #expect(ending.state == .committed, "\(record): \(ending)")
      #expect(!Files.existsAsLink("\(workshop.backups)/.lock"))
      #expect(!Files.existsAsLink("\(workshop.backups)/.lock.takeover"))
    }
  }

  @Test(arguments: Shell.allCases)
  func aLockOfAnotherMachineIsLeftAlone(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try lock(workshop, try record(pid: 4_194_303, machine: "another"))
    let ending = try await work(workshop).carryOut()
    #expect(ending.refusals == ["locked by the run gone_20250101_000000"])
  }

  /// The lock stays as the session made it, and is the guardian's, who stands in the set.
  ///
  /// The guardian of a run whose session died may find that somebody else has taken the lock as a stale one.
  @Test(arguments: Shell.allCases)
  func aGuardianInheritsOnlyTheLockOfItsOwnSession(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let (mine, other) = try (record(pid: 4_194_303), record(pid: 4_194_302))
    // A taker that died leaves its second lock.
    let taker = other.replacing("gone_", with: "other_")
    for (found, answer) in [(mine, "held\nalive\nstale\n"), (other, "")] {
      Files.remove("\(workshop.backups)/.lock")
      try lock(workshop, found)
      try lock(workshop, taker, ".lock.takeover")
      try functions(
        workshop,
        """
        backups=\(workshop.backups)
        set=$backups/gone_20250101_000000
        mkdir -p "$set/control"
        run=heir_20250101_000000
        lock_identity
        judge_lock \(mine)
        inherit_locks \(mine) || exit
        echo held
        judge_lock \(mine)
        echo "$standing"
        # A session that lives on does not keep the lock of a guardian that is dead.
        run=gone_20250101_000000
        lock_record
        printf '4194302 1 %s %s\n' "$$" "$start" >"$set/control/guardian"
        judge_lock "$record"
        echo "$standing"
        """)
      let result = try await Subprocess.run(
        workshop.shell, ["\(workshop.folder)/functions"], deadline: .now + .seconds(30))
      #expect(String(decoding: result.output, as: UTF8.self) == answer, "\(result)")
      #expect(try Files.target(of: "\(workshop.backups)/.lock") == found)
      #expect(!Files.existsAsLink("\(workshop.backups)/.lock.takeover"))
    }
  }

  /// What two roots of one host share is worked with by one run at a time.
  @Test(arguments: Shell.allCases)
  func twoRootsDoNotTouchServicesAtTheSameTime(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let outer = "\(workshop.folder)/outer"
    try Files.write(
      "#!/bin/sh\nDEPLOYCTL_STATE=\(workshop.folder)/state\nexport DEPLOYCTL_STATE\nexec \(workshop.shell) \"$@\"\n",
      to: outer, mode: 0o755)
    let (one, two) = (workshop.at("one", outer), workshop.at("two", outer))
    for place in [one, two] { try Files.makeFolder(place.root) }
    var service = try work(one)
    service.steps.append([Work.restart("true")])
    let first = try await Session(LocalConnection(), become: nil, shell: outer)
    _ = try await first.ask(service.request)

    func other() throws -> Work {
      var other = try work(two, run: "other_20260101_000000")
      other.steps.append([Work.restart("true")])
      return other
    }
    let refused = try await other().carryOut()
    #expect(
      refused.refusals == [
        "locked by the run \(Workshop.run) in \(one.backups), since both work with services or files outside of their roots"
      ])
    #expect(!Files.existsAsLink("\(two.backups)/.lock"), "the root stayed locked")
    #expect(try await work(two, run: "files_20260101_000000").carryOut().state == .committed)

    _ = try await first.ask(Array("go\n".utf8))
    try await first.follow(Orders()) { _ in }
    await first.close()
    #expect(!Files.existsAsLink("\(workshop.folder)/state/.lock"))
    #expect(try await other().carryOut().state == .committed)
  }

  @Test(arguments: Shell.allCases)
  func unlockTakesTheLockThatWasShownAndSaysWhy(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let foreign = try record(machine: "another")
    try lock(workshop, foreign)
    // Another one than the one that was shown stays.
    #expect(
      try await unlock(workshop, try record(machine: "third")) == "the lock is not the one that was shown any more")
    #expect(try await unlock(workshop, foreign) == nil)
    #expect(!Files.existsAsLink("\(workshop.backups)/.lock"))
    let line = try Files.read("\(workshop.backups)/history").split(separator: " ", maxSplits: 3)
    #expect(line[0] == "gone_20250101_000000" && line[1] == "unlocked" && line[3] == "tester@here 'it'\\''s gone'\n")
    #expect(HistoryLine.lines(of: try Files.read(Array("\(workshop.backups)/history".utf8))).isEmpty)
    #expect(try await work(workshop).carryOut().state == .committed)
  }

  @Test(arguments: Shell.allCases)
  func unlockLeavesALivingRunAloneUnlessItIsForced(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let first = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    _ = try await first.ask(try work(workshop).request)
    let held = try Files.target(of: "\(workshop.backups)/.lock")
    #expect(try await unlock(workshop, held) == "the run \(Workshop.run) is at work: its process lives")
    #expect(Files.existsAsLink("\(workshop.backups)/.lock"))
    #expect(try await unlock(workshop, held, isForced: true) == nil)
    // Whoever lost the lock does not give back that of the next one.
    let next = try record(machine: "another")
    try lock(workshop, next)
    await first.close()
    #expect(try await workshop.eventually { !Files.exists(workshop.set) })
    #expect(try Files.target(of: "\(workshop.backups)/.lock") == next)
  }

  /// Why it was refused; nil when it was not.
  private func unlock(_ workshop: Workshop, _ record: String, isForced: Bool = false) async throws -> String? {
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    var reason: String?
    do {
      try await session.unlock(
        UnlockRequest(
          try workshop.target(), .root, Lock(record, .unseen), by: "tester@here", reason: "it's gone",
          mayBeAlive: isForced))
    } catch let error as HostError {
      reason = error.message
    }
    await session.close()
    return reason
  }

  /// Writes the runtime's functions with a few lines that call them.
  private func functions(_ workshop: Workshop, _ calls: String) throws {
    let text = String(decoding: Runtime.text, as: UTF8.self)
    let functions = try #require(text.firstRange(of: "\ncase ${1-} in\n").map { text[..<$0.lowerBound] })
    try Files.write("\(functions)\n\(calls)\n", to: "\(workshop.folder)/functions")
  }

  /// The runtime's own lock functions, called by two shells at once, a hundred times, over a stale lock.
  @Test(arguments: Shell.allCases)
  func ofTwoWhoTakeAStaleLockOneWins(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let stale = try record(pid: 4_194_303)
    try Files.makeFolder(workshop.backups)
    try functions(workshop, ":")
    try Files.write(
      """
      . \(workshop.folder)/functions
      backups=\(workshop.backups)
      round=0
      while [ $round -lt 100 ]; do
        round=$((round + 1))
        # Both wait at the gate of the round; the first of them lays the stale lock.
        if [ "$1" = a ]; then
          rm -f $backups/.lock
          ln -s \(stale) $backups/.lock
          true >\(workshop.folder)/gate-$round
        else
          while [ ! -e \(workshop.folder)/gate-$round ]; do :; done
        fi
        run=$1
        shared=; if take_locks; then echo won >>\(workshop.folder)/won-$round; fi
        true >\(workshop.folder)/done-$1-$round
        while [ ! -e \(workshop.folder)/done-a-$round ] || [ ! -e \(workshop.folder)/done-b-$round ]; do :; done
      done

      """, to: "\(workshop.folder)/taker")
    async let one = Subprocess.run(workshop.shell, ["\(workshop.folder)/taker", "a"], deadline: .now + .seconds(120))
    async let two = Subprocess.run(workshop.shell, ["\(workshop.folder)/taker", "b"], deadline: .now + .seconds(120))
    _ = try await (one, two)
    for round in 1...100 {
      #expect(try Files.read("\(workshop.folder)/won-\(round)") == "won\n", "round \(round)")
    }
  }
}

extension Files {
  /// True also for a link that leads nowhere.
  static func existsAsLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes a symbolic link.
  static func link(_ target: String, _ path: String) -> Bool { symlink(target, path) == 0 }
}
