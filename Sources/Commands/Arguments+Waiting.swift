internal import Deploy
internal import Plan
internal import Playbook
internal import SourceText

extension OptionSpec {
  static let patience = OptionSpec(
    "patience", value: "TIME", "how long a host that passed its gates waits for the others, before it reverts (10m)")
  static let wait = OptionSpec("wait", value: "TIME", "where another run is at work, wait so long for its end")
}

extension Arguments {
  /// How long hosts that passed their gates wait for the others.
  func patience(_ command: String) throws(UsageError) -> Duration {
    guard let patience = try duration(.patience, command) else { return FleetRun.patience }
    guard patience >= .seconds(1) else { throw UsageError("--patience: give hosts at least 1s", command: command) }
    return patience
  }

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
