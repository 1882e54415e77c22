import Deploy
import Glibc
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Folders that are copied with all that they hold.
struct TreeTests {
  private let mirror = """
      - copy: { from: app, to: site, exclude: ["*.pyc", "cache/"], delete: true, mode: "0640", dir_mode: "0750" }

    """
  private let sources: Sources = [
    "app/a": SourceFile(text: "new a\n"), "app/lib/same": SourceFile(text: "same\n"),
    "app/it's \"x\ny": SourceFile(text: "odd\n"), "app/lib/tool": SourceFile(text: "tool\n"),
  ]
  private let links = ["app/cur": "lib/same", "app/lib/up": "../a"]
  private let folders = ["app/empty"]

  private func workshop(_ shell: Shell) async throws -> Workshop {
    let workshop = try await Workshop(shell)
    try workshop.write("old a\n", to: "site/a", mode: 0o600)
    try workshop.write("same\n", to: "site/lib/same", mode: 0o640)
    try workshop.write("old\n", to: "site/old/deep/x")
    try workshop.write("kept\n", to: "site/old cache/cache/y")
    try workshop.write("kept\n", to: "site/lib/z.pyc")
    try workshop.write("gone\n", to: "site/gone\n\\it")
    try workshop.write("beside\n", to: "beside")
    try Files.makeFolder("\(workshop.root)/site/old empty")
    try #require(symlink("lib/tool", "\(workshop.root)/site/cur") == 0)
    try #require(symlink("nowhere", "\(workshop.root)/site/dead") == 0)
    return workshop
  }

  private func paths(_ workshop: Workshop) throws -> [String] {
    try Tree("\(workshop.root)/site").leaves.map { String(decoding: $0.path, as: UTF8.self) }.filter { !$0.isEmpty }
  }

  @Test(arguments: Shell.allCases)
  func aMirroredFolderHoldsWhatItsSourceHoldsAndIsTakenBackWhole(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    let before = try Tree(workshop.root)
    let withoutTimes = try Tree(workshop.root, times: false)
    let failed = try await workshop.deploy(
      mirror + "  - restart: { command: 'exit 3' }\n    undo: 'true'", sources, links: links, folders: folders)
    #expect(failed.isReverted, "\(failed)")
    #expect(try Tree(workshop.root) == before)

    let trial = try await workshop.deploy(
      mirror, sources, run: "again_20260101_000001", links: links, folders: folders)
    #expect(trial.isCommitted, "\(trial)")
    #expect(
      try paths(workshop) == [
        "a", "cur", "empty", "it's \"x\ny", "lib", "lib/same", "lib/tool", "lib/up", "lib/z.pyc", "old cache",
        "old cache/cache", "old cache/cache/y",
      ])
    #expect(try workshop.read("site/it's \"x\ny") == "odd\n")
    #expect(try workshop.read("site/lib/up") == "new a\n")
    #expect(try workshop.read("beside") == "beside\n")
    let seen = try await Tool.run(
      "/usr/bin/stat", ["-c", "%a"] + ["", "/a", "/lib", "/empty", "/lib/tool"].map { "\(workshop.root)/site\($0)" })
    #expect(seen == "750\n640\n750\n750\n640\n")

    let nothing = try await workshop.deploy(
      mirror, sources, run: "third_20260101_000002", links: links, folders: folders)
    #expect(nothing.didNothing, "\(nothing)")
    let restored = try await workshop.runtime("restore", "\(workshop.backups)/again_20260101_000001")
    #expect(restored.status == .exited(0), "\(restored)")
    // A copy has the time of its original, which busybox knows in seconds only.
    #expect(try Tree(workshop.root, times: false) == withoutTimes)
  }

  @Test(arguments: Shell.allCases)
  func aMirrorLeavesBackupsAndWhatOtherStepsWriteAlone(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("one\n", to: "conf/local")
    try workshop.write("old\n", to: "old")
    try workshop.write("started\n", to: "run.log")
    try workshop.write("late\n", to: "spool/deep/x")
    // The backups of a root in here, or of an earlier 'backups'.
    for name in ["manifest", "journal", "restore", "script", "files/a"] {
      try workshop.write("kept\n", to: "inner/backups/run_1/\(name)")
    }
    let steps = """
        - copy: { from: app, to: ., delete: true }
        - copy: { from: x, to: conf/x }
        - directory: var/run
        - patch: { file: conf/local, find: one, replace: two }
        - remove: { path: spool, recursive: true }
        - logs: { file: run.log, for: 0s }

      """
    let sources: Sources = ["app/a": SourceFile(text: "a\n"), "x": SourceFile(text: "x\n")]
    let trial = try await workshop.deploy(steps, sources)
    #expect(trial.isCommitted, "\(trial)")
    let nothing = try await workshop.deploy(steps, sources, run: "again_20260101_000001")
    #expect(nothing.didNothing, "\(nothing)")
    #expect(!Files.exists("\(workshop.root)/spool"))
    #expect(!Files.exists("\(workshop.root)/old"))
    #expect(try workshop.read("run.log") == "started\n")
    #expect(try workshop.read("conf/local") == "two\n")
    #expect(try workshop.read("conf/x") == "x\n")
    #expect(Files.exists("\(workshop.root)/var/run"))
    #expect(try workshop.read("inner/backups/run_1/files/a") == "kept\n")
    #expect(Files.exists("\(workshop.backups)/\(Workshop.run)/manifest"))
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root"), arguments: Shell.allCases)
  func aMirrorLeavesMountsAlone(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    try workshop.write("mounted\n", to: "elsewhere/x")
    for (name, words) in [("bound", ["--bind", "\(workshop.root)/elsewhere"]), ("own/disk", ["-t", "tmpfs", "none"])] {
      let place = "\(workshop.root)/site/\(name)"
      try Files.makeFolder(place)
      try await Anatomy.mounting(words, at: place) {
        try workshop.write("mounted\n", to: "site/\(name)/x")
        let trial = try await workshop.deploy(
          mirror, sources, run: "\(name.count)_20260101_000000", links: links, folders: folders)
        #expect(name == "bound" ? trial.isCommitted : true, "\(trial)")
        #expect(try workshop.read("site/\(name)/x") == "mounted\n")
        #expect(!Files.exists("\(workshop.root)/site/old"))
      }
    }
  }

  @Test func whatCannotBeReplacedIsRefusedOnce() async throws {
    let workshop = try await Workshop(.dash)
    try workshop.write("a file\n", to: "site/lib")
    try workshop.write("x\n", to: "site/cur")
    try Files.makeFolder("\(workshop.root)/site/a")
    try workshop.write("old\n", to: "twins/one")
    try #require(link("\(workshop.root)/twins/one", "\(workshop.root)/twins/two") == 0)
    let linked = try await workshop.deploy(
      "  - copy: { from: twins, delete: true }\n", ["twins/one": SourceFile(text: "new\n")])
    #expect(linked.objections.count == 1, "\(linked)")
    #expect(linked.objections.first?.hasPrefix("twins/two and twins/one are hard links to one file") == true)
    let trial = try await workshop.deploy(mirror, sources, links: links, folders: folders)
    #expect(
      Set(trial.objections) == [
        "\(workshop.root)/site/lib is a file on the host, where a folder is needed: move it away first",
        "site/cur is a file on the host, not a link: move it away first",
        "site/a is a folder on the host, and what it holds is not ours to throw away: move it, or end 'to' with '/'",
      ], "\(trial)")
  }

  @Test(arguments: [Shell.dash, .busybox])
  func aTreeBehindALinkIsMirroredThere(under shell: Shell) async throws {
    let workshop = try await workshop(shell)
    try #require(symlink("site", "\(workshop.root)/current") == 0)
    let steps = mirror.replacing("to: site", with: "to: current")
    let trial = try await workshop.deploy(steps, sources, links: links, folders: folders)
    #expect(trial.isCommitted, "\(trial)")
    #expect(!Files.exists("\(workshop.root)/site/old"))
    #expect(try workshop.read("site/a") == "new a\n")
    let nothing = try await workshop.deploy(
      steps, sources, run: "again_20260101_000001", links: links, folders: folders)
    #expect(nothing.didNothing, "\(nothing)")
  }

  @Test(arguments: Shell.allCases)
  func aLargeTreeIsAskedAboutInLists(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var sources: Sources = ["app/od\\d": SourceFile(text: "odd\n"), "app/d/new\nline": SourceFile(text: "odd\n")]
    for number in 0..<Survey.leastPaths { sources["app/d\(number % 7)/f \(number)"] = SourceFile(text: "\(number)\n") }
    let steps = "  - copy: { from: app, to: site, delete: true, mode: '0640', owner: '\(getuid())' }\n"
    let links = ["app/cur": "d0"]
    let first = try await workshop.deploy(steps, sources, links: links)
    #expect(first.isCommitted, "\(first)")
    let nothing = try await workshop.deploy(steps, sources, run: "again_20260101_000001", links: links)
    #expect(nothing.didNothing, "\(nothing)")
    try workshop.write("mine\n", to: "site/d1/f 1")
    try workshop.write("too much\n", to: "site/d1/extra")
    Files.remove("\(workshop.root)/site/d2/f 2")
    try #require(chmod("\(workshop.root)/site/d3/f 3", 0o600) == 0)
    Files.remove("\(workshop.root)/site/d4")
    try #require(symlink("d5", "\(workshop.root)/site/d4") == 0)
    let refused = try await workshop.deploy(steps, sources, run: "third_20260101_000002", links: links)
    let drift = "site/d1/f 1 was changed on the server since trial_"
    #expect(refused.objections.contains { $0.hasPrefix(drift) }, "\(refused)")
    Files.remove("\(workshop.root)/site/d4")
    let trial = try await workshop.deploy(
      steps.replacing("delete: true", with: "delete: true, on_drift: overwrite"), sources,
      run: "fourth_20260101_000003", links: links)
    #expect(trial.isCommitted, "\(trial)")
    #expect(try workshop.read("site/d1/f 1") == "1\n")
    #expect(try workshop.read("site/d2/f 2") == "2\n")
    #expect(try workshop.read("site/d4/f 4") == "4\n")
    #expect(!Files.exists("\(workshop.root)/site/d1/extra"))
    let seen = try await Tool.run("/usr/bin/stat", ["-c", "%a", "\(workshop.root)/site/d3/f 3"])
    #expect(seen == "640\n")
  }

  /// A ledger of so many paths is not told with each probe.
  @Test(arguments: [Shell.dash, .busybox])
  func driftIsSeenHoweverMuchWasDeployed(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    var sources: Sources = [:]
    for number in 0..<Survey.leastPaths { sources["app/f\(number)"] = SourceFile(text: "\(number)\n") }
    let steps = "  - copy: app\n"
    let first = try await workshop.deploy(steps, sources)
    #expect(first.isCommitted, "\(first)")
    let ledger = "\(workshop.backups)/deployed/ledger"
    let text = try Files.read(ledger)
    let more = (0..<(1_500_000 / text.utf8.count)).map { text.replacing(" app ", with: " app\($0) ") }
    try Files.write(text + more.joined(), to: ledger)
    try workshop.write("mine\n", to: "app/f7")
    let refused = try await workshop.deploy(steps, sources, run: "again_20260101_000001")
    #expect(refused.objections.count == 1, "\(refused)")
    #expect(refused.objections.first?.hasPrefix("app/f7 was changed on the server since") == true)
  }

  @Test func ofManyFilesOnlyTheFirstDifferencesAreMade() async throws {
    let workshop = try await Workshop(.dash)
    var sources: Sources = [:]
    for number in 100..<400 {
      if number % 2 == 0 { try workshop.write("old \(number)\n", to: "app/f\(number)") }
      sources["app/f\(number)"] = SourceFile(text: "new \(number)\n")
    }
    let trial = try await workshop.deploy("  - copy: app\n", sources)
    #expect(trial.isCommitted, "\(trial)")
    let entries = try #require(trial.plan).entries.filter { $0.new.size != nil }
    #expect(entries.count == 300)
    #expect(entries.prefix(PlanDetail.mostShown).allSatisfy { $0.diff != nil })
    #expect(entries.dropFirst(PlanDetail.mostShown).allSatisfy { $0.diff == nil })
    #expect(try workshop.read("app/f399") == "new 399\n")
  }

  @Test func aSourceThatChangedMeanwhileIsNotSent() async throws {
    let workshop = try await Workshop(.dash)
    let content = DeferredContent(size: 4, hash: SourceFile(text: "one\n").hash) { Array(Array("two\n".utf8)[$0]) }
    let trial = try await workshop.deploy("  - copy: app\n", ["app/a": SourceFile(content, isExecutable: false)])
    #expect(trial.objections == ["the source of app/a was changed on this machine since the plan was made"], "\(trial)")
    #expect(!Files.exists("\(workshop.root)/app"))
    // The host hears of it by the end of the connection.
    #expect(try await workshop.eventually { !Files.exists("\(workshop.backups)/.lock") })
  }
}
