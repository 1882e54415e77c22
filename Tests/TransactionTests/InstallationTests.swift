import Crypto
import Plan
import Playbook
import SourceText
import Testing
import Transaction

/// How the plan has a path installed, and what it refuses, by the facts alone.
struct InstallationTests {
  private struct File {
    var owner = 0
    var mode: UInt16 = 0o644
    var flags: Set<Observation.Flag> = [.writable]
    var links = 1
    var device = "1"
  }

  private struct Folder {
    var owner = 0
    var mode: UInt16 = 0o755
    var flags: Set<Observation.Flag> = [.writable]
    var filesystem = Filesystem(device: "1", mount: "20")
  }

  private let source = SourceFile(bytes: Array("new\n".utf8), isExecutable: false)

  private func plan(
    _ steps: String = "  - copy: d/a", user: Int = 0, file: File? = File(), in folder: Folder = Folder(),
    change: (inout Facts) throws -> Void = { _ in }
  ) throws -> Plan {
    let text = "playbook: trial\nhosts: here\nroot: /srv/app\nsteps:\n\(steps)\n"
    let target = try Playbook.read(SourceText(name: "trial.yml", text: text), inventory: nil) { _ in .file }.targets[0]
    var facts = Facts()
    facts.root = .entered
    facts.user = user
    facts.group = user
    facts.memberships = [user, 0]
    func see(
      _ path: String, _ state: FileState, _ filesystem: Filesystem, _ flags: Set<Observation.Flag>, links: Int = 1
    ) {
      let path =
        path == "." ? EntryPath(target.root, root: target.root) : EntryPath(tree: .files, path: Array(path.utf8))
      facts.observations[path] = Observation(
        state: state, links: links, filesystem: filesystem, inode: "7", flags: flags)
    }
    let here = Filesystem(device: "1", mount: "20")
    see(
      ".", .directory(Attributes(mode: FileMode(bits: 0o755), owner: user, group: user), modified: 0), here, [.writable]
    )
    see(
      "d", .directory(Attributes(mode: FileMode(bits: folder.mode), owner: folder.owner, group: user), modified: 0),
      folder.filesystem, folder.flags)
    if let file {
      see(
        "d/a",
        .file(
          Attributes(mode: FileMode(bits: file.mode), owner: file.owner, group: user), size: 4,
          hash: SHA256Digest(of: Array("old\n".utf8)), modified: 0),
        Filesystem(device: file.device, mount: "-"), file.flags, links: file.links)
    }
    try change(&facts)
    return Plan(target, facts: facts, sources: ["d/a": source])
  }

  private func reasons(_ plan: Plan) -> [String] {
    plan.refusals
      + plan.steps.flatMap { if case .refused(let reasons) = $0.verdict { reasons } else { [String]() } }
  }

  @Test func theUsualWayIsARename() throws {
    let plan = try plan()
    #expect(plan.entries.map(\.way) == [.rename])
    #expect(plan.entries.map(\.remark) == [nil])
  }

  @Test func whatARenameWouldPartIsWrittenInPlace() throws {
    let linked = try plan(file: File(links: 3))
    #expect(linked.entries.map(\.way) == [.inPlace])
    #expect(linked.entries[0].remark == "written in place, since it has 3 hard links, which change with it")
    let mounted = try plan(file: File(flags: [.writable, .mountPoint]))
    #expect(mounted.entries[0].remark == "written in place, since it is a mount point")
  }

  @Test(arguments: ["/srv/app/d/a", "/data/app/d/a"])
  func aFileThatAContainerMountsIsWrittenInPlace(source: String) throws {
    let steps = "  - copy: d/a\n  - restart: { compose: web }"
    let plan = try plan(steps) { facts in
      facts.physicalRoot = AbsolutePath("/data/app")
      facts.hasCompose = true
      facts.composeServices[try ComposeService("web")] = ComposeFacts(
        containers: 1, mounts: [ComposeFacts.Mount(source: Array(source.utf8), isFile: true)])
    }
    #expect(reasons(plan) == [])
    #expect(plan.entries.map(\.way) == [.inPlace])
    #expect(plan.entries[0].remark == "written in place, since web mounts it as a single file")
  }

  /// A container keeps the settings that it was made with, so a restart would change nothing.
  @Test func aFileOfSettingsHasTheContainersMadeAnew() throws {
    let steps = "  - copy: d/a\n  - restart: { compose: web }"
    let plan = try plan(steps) { facts in
      facts.hasCompose = true
      facts.composeServices[try ComposeService("web")] = ComposeFacts(
        containers: 1, mounts: [], inputs: [Array("/srv/app/d/a".utf8), Array("/srv/app/.env".utf8)])
    }
    #expect(reasons(plan) == [])
    #expect(plan.steps.map(\.action) == [nil, .recreate, nil])
    #expect(plan.steps[1].reason == "made anew where d/a says otherwise")
    let script = Script(plan, run: RunID("try_20260101_000000"), awaitSeconds: nil)
    let lines = String(decoding: script.text, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains("service recreate compose 120 '' web"))
    #expect(
      Script.repeatableSteps(of: script.text).flatMap(\.verbs).contains(
        .service(.recreate, ["compose", "120", "", "web"])))
  }

  @Test func aFileThatNeitherSettingsNorMountsHaveIsRefused() throws {
    let plan = try plan("  - copy: d/a\n  - restart: { compose: web }") { facts in
      facts.hasCompose = true
      facts.composeServices[try ComposeService("web")] = ComposeFacts(
        containers: 1, mounts: [], inputs: [Array("/srv/app/d/b".utf8)])
    }
    #expect(
      reasons(plan) == [
        "d/a is not visible to web: no mount of it shows the file, and no 'rebuild: true' puts it into a new image"
      ])
  }

  @Test func aFileThatIsPutIntoANewImageIsNotRefused() throws {
    let steps = "  - copy: d/a\n  - restart: { compose: web, rebuild: true }"
    func plan(isBuilt: Bool) throws -> Plan {
      try self.plan(steps) { facts in
        facts.hasCompose = true
        facts.composeServices[try ComposeService("web")] = ComposeFacts(containers: 1, mounts: [])
        if isBuilt { facts.builtServices = [try ComposeService("web")] }
      }
    }
    let refused = "the image of 'web' is not built here: its compose file has no 'build' for it"
    #expect(reasons(try plan(isBuilt: false)) == [refused])
    let built = try plan(isBuilt: true)
    #expect(reasons(built) == [])
    #expect(built.steps.map(\.action) == [nil, .rebuild, nil])
    #expect(built.steps[1].reason == "with a new image, since step 1 changes files")
    let script = Script(built, run: RunID("try_20260101_000000"), awaitSeconds: nil)
    let lines = String(decoding: script.text, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains("service rebuild compose 600 '' web"))
    #expect(
      Script.repeatableSteps(of: script.text).flatMap(\.verbs).contains(
        .service(.rebuild, ["compose", "600", "", "web"])))
  }

  @Test(arguments: [Filesystem(device: "2", mount: "30"), Filesystem(device: "1", mount: "31")])
  func anotherFilesystemOrMountIsStagedThere(_ filesystem: Filesystem) throws {
    let plan = try plan(in: Folder(filesystem: filesystem))
    #expect(plan.entries.map(\.way) == [.beside(EntryPath(tree: .files, path: Array("d".utf8)))])
  }

  @Test func anotherAccountsFileInAStickyFolderIsRefused() throws {
    let steps = "  - copy: { from: d/a, owner: '7' }"
    let sticky = Folder(owner: 0, mode: 0o1777)
    #expect(
      reasons(try plan(steps, user: 7, file: File(owner: 8), in: sticky)) == [
        "d/a belongs to uid 8, and /srv/app/d is sticky: only that account and root may replace it: add 'become: true'"
      ])
    #expect(reasons(try plan(steps, user: 7, file: File(owner: 7), in: sticky)) == [])
    #expect(reasons(try plan(steps, user: 0, file: File(owner: 8), in: sticky)) == [])
    #expect(
      reasons(try plan(steps, user: 7, file: File(owner: 8, flags: []), in: Folder(mode: 0o777))) == [
        "d/a belongs to uid 8, to whom uid 7 could not give it back: add 'become: true'"
      ])
  }

  @Test func whatMayNotBeWrittenIsRefused() throws {
    let begin = "d/a would be written in place, since it has 2 hard links, which change with it, but"
    #expect(
      reasons(try plan(user: 7, file: File(owner: 7, flags: [], links: 2))) == [
        "\(begin) it is not writable for uid 7: add 'become: true'"
      ])
    #expect(
      reasons(try plan(user: 7, file: File(owner: 7), in: Folder(flags: []))) == [
        "/srv/app/d is not writable for uid 7: add 'become: true', or give the account the right to write there"
      ])
    #expect(reasons(try plan(in: Folder(flags: []))) == ["/srv/app/d is not writable, not even for root"])
    // In place, the folder has no say.
    #expect(reasons(try plan(user: 7, file: File(owner: 7, links: 2), in: Folder(flags: []))) == [])
  }

  @Test func nothingIsRefusedWhereNothingChanges() throws {
    let plan = try plan(in: Folder(flags: [.immutable])) { facts in
      let path = EntryPath(tree: .files, path: Array("d/a".utf8))
      let attributes = Attributes(mode: FileMode(bits: 0o644), owner: 0, group: 0)
      facts.observations[path] = Observation(
        state: .file(attributes, size: 4, hash: source.hash, modified: 0), links: 1,
        filesystem: Filesystem(device: "1", mount: "-"), inode: "7", flags: [.immutable])
    }
    #expect(reasons(plan) == [])
    #expect(!plan.hasChanges)
  }

  @Test func roomIsCountedOnEachFilesystemByItself() throws {
    let there = Folder(filesystem: Filesystem(device: "2", mount: "30"))
    func free(_ here: Int, _ inodes: Int, there: Int) -> (inout Facts) -> Void {
      { facts in
        facts.free = [
          "1": Facts.FreeSpace(bytes: here, inodes: inodes), "2": Facts.FreeSpace(bytes: there, inodes: nil),
        ]
      }
    }
    #expect(reasons(try plan(in: there, change: free(10 << 20, 1000, there: 4096))) == [])
    #expect(
      reasons(try plan(in: there, change: free(10 << 20, 1000, there: 4095))) == [
        "not enough room on the filesystem of /srv/app/d: 4096 bytes needed, 4095 free: make room there"
      ])
    let tight = reasons(try plan(in: there, change: free(1 << 20, 1000, there: 4096)))
    #expect(
      tight.count == 1 && tight[0].hasPrefix("not enough room on the filesystem of /srv/app/backups: "), "\(tight)")
    let few = reasons(try plan(in: there, change: free(10 << 20, 20, there: 4096)))
    #expect(few == ["not enough inodes on the filesystem of /srv/app/backups: 43 needed, 20 free"])
  }
}
