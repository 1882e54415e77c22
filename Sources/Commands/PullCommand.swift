internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText
internal import Terminal
internal import Transaction

/// The command `pull`.
enum PullCommand {
  static let spec = CommandSpec(
    "pull", "PLACE FILE...", "bring the server's version of files into the working tree",
    details: """
      Shows how the server's version differs from the one here, asks, and writes it, so that an edit made on the server
      can be committed. FILE is a path below the root, or a file that the playbook copies, by the name of its source or
      by its place on the host. Without FILE, and with a playbook: every file it copies that was changed on the server
      since it was last deployed.
      """,
    examples: ["pull playbooks/dedup-fix.yml src/routes/events.py", "pull --yes lms-prod:/root/projects/lms src/a.py"],
    exitCodes: ExitCode.ofLook,
    options: [.yes, .become, .becomeMethod, .parallel] + Arguments.playbook + Reach.options
  ) { arguments, console in
    guard let place = arguments.words.first else { throw UsageError("name a place", command: "pull") }
    let files = Array(arguments.words.dropFirst())
    let isPlaybook = Place.isPlaybook(place)
    guard isPlaybook || !files.isEmpty else { throw UsageError("name the files to bring home", command: "pull") }
    let round = try Round(place, arguments, console)
    let work = PullWork(
      round: round, folder: isPlaybook ? SourceFolder.of(playbookPath: place) : ".", files: files,
      isAgreed: arguments.has(.yes))
    return await work.carryOut()
  }
}
