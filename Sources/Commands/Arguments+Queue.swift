internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText

extension OptionSpec {
  static let wait = OptionSpec("wait", value: "TIME", "where another run is at work, wait so long for its end")
}

extension Arguments {
  /// The place in line that `--wait` asks for.
  func queue(_ command: String, _ console: Console) throws(UsageError) -> Queue? {
    guard let patience = try duration(.wait, command) else { return nil }
    return Queue(for: patience) { target, lock in
      let run = "\(lock.run) (process \(lock.process))".terminalSafe
      console.say(
        "\(target.host.name.terminalSafe)  waiting for the run \(run), at most \(patience.components.seconds) s")
    }
  }
}
