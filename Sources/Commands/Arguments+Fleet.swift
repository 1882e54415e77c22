internal import Deploy
internal import Playbook

extension OptionSpec {
  static let skipUnreachable = OptionSpec(
    "skip-unreachable", nil, "go on without hosts that do not answer at the start, as 'on_unreachable: skip' says")
  static let parallel = OptionSpec(
    "parallel", value: "N", "how many hosts are connected to, asked and uploaded to at once (\(FleetRun.parallel))")
}

extension Arguments {
  /// The options of every command that works on all hosts at once.
  static let fleet: [OptionSpec] = [.limit] + playbook + [.parallel, .skipUnreachable]

  /// The targets, with what the command line says of hosts that do not answer.
  func skippingUnreachable(_ targets: [Target]) -> [Target] {
    guard has(.skipUnreachable) else { return targets }
    return targets.map { target in
      var target = target
      target.conduct.onUnreachable = .skip
      return target
    }
  }

  /// How many hosts are worked on at once.
  func parallel(_ command: String? = nil) throws(UsageError) -> Int {
    guard let text = value(.parallel) else { return FleetRun.parallel }
    guard let number = Int(text), (1...1000).contains(number) else {
      throw UsageError("--parallel: expected a number of hosts from 1 to 1000, found '\(text)'", command: command)
    }
    return number
  }
}
