internal import Deploy

/// The command `version`.
enum VersionCommand {
  static let version = "0.1.0"

  static let spec = CommandSpec(
    "version", "", "print the version", examples: ["version", "--version"],
    exitCodes: [.done]
  ) { _, console in
    console.answer("deployctl \(version)")
    return .done
  }
}
