import Reactor
import TestSupport
import Testing

/// A shell that a target may have as `/bin/sh`.
enum Shell: String, CaseIterable, CustomTestStringConvertible {
  case dash, bash, mksh
  /// The shell and the tools from busybox.
  case busybox

  var testDescription: String { rawValue }

  /// The shell's path; busybox gets a folder of its applets, which come before all other tools.
  func path(applets folder: String) async throws -> String {
    guard self == .busybox else { return "/bin/\(rawValue)" }
    try Files.makeFolder(folder)
    let made = try await Subprocess.run("/bin/busybox", ["--install", "-s", folder], deadline: .now + .seconds(20))
    try #require(made.status == .exited(0))
    let shell = "\(folder)/applet-sh"
    try Files.write("#!\(folder)/sh\nPATH=\(folder)\nexport PATH\nexec \(folder)/sh \"$@\"\n", to: shell, mode: 0o755)
    return shell
  }
}
