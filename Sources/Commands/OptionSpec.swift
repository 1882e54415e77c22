internal import SSH

/// An option of a command, declared once for parsing and for help.
struct OptionSpec: Sendable {
  let name: String
  let short: Character?
  /// What stands for its value in help; nil for an option that takes none.
  let value: String?
  let summary: String
  /// The only values that it takes; empty where that is open.
  let choices: [String]

  init(
    _ name: String, _ short: Character? = nil, value: String? = nil, choices: [String] = [], _ summary: String
  ) {
    self.choices = choices
    self.name = name
    self.short = short
    self.value = value
    self.summary = summary
  }

  static let yes = OptionSpec("yes", "y", "carry out without asking")
  static let inventory = OptionSpec(
    "inventory", "i", value: "FILE", "hosts and groups; else hosts.yml beside the sources")
  static let extra = OptionSpec(
    "extra", "e", value: "NAME=VALUE", "a variable that wins over those of the files; may be repeated")
  static let environment = OptionSpec("env", nil, value: "NAME", "which of the environments of the playbook is meant")
  static let revision = OptionSpec(
    "rev", value: "REVISION", "take contents from this commit, tag or branch of the playbook's repository")
  static let tags = OptionSpec("tags", value: "TAGS", "only steps with one of these tags, with commas between them")
  static let skip = OptionSpec("skip", value: "TAGS", "leave out steps with one of these tags")
  static let limit = OptionSpec(
    "limit", value: "HOSTS", "only these of the hosts: names, groups, patterns such as web-*, !not")
  static let sshConfig = OptionSpec("ssh-config", "F", value: "FILE", "read this ssh config instead of yours")
  static let transport = OptionSpec(
    "transport", value: "NAME", choices: TransportName.allCases.map(\.rawValue),
    "what connects: libssh2, openssh (the ssh program), local, or auto, which chooses")
  static let become = OptionSpec(
    "become", nil, value: "USER", "act as this user, where no playbook says so")
  static let becomeMethod = OptionSpec(
    "become-method", nil, value: "NAME", choices: ["sudo", "doas"], "how --become does it: sudo (the default) or doas")
  static let becomePasswordFile = OptionSpec(
    "become-password-file", nil, value: "FILE", "the password for sudo is its first line; else it is asked for")
  static let acceptDrift = OptionSpec(
    "accept-drift", nil, "replace what somebody changed on the server since the last deploy")
  static let rehash = OptionSpec(
    "rehash", nil, "read every file on the server again, also those of large folders that are known to be as they were")
  static let help = OptionSpec("help", "h", "show this help")
}
