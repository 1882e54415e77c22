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
    let text = "#!\(folder)/sh\nPATH=\(folder)\nexport PATH\nexec \(folder)/sh \"$@\"\n"
    // Written by a process of its own: one that is started from here in this moment would hold it open, and what is open
    // for writing cannot be run.
    let written = try await Subprocess.run(
      "/bin/sh", ["-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh", shell], stdin: Array(text.utf8),
      deadline: .now + .seconds(20))
    try #require(written.status == .exited(0))
    return shell
  }
}
