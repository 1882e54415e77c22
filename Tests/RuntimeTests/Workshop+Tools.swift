import TestSupport

extension Workshop {
  /// A dash that finds these tools before those of the system: scripts by their names.
  func shell(finding tools: [String: String]) throws -> String {
    for (name, script) in tools {
      try Files.write("#!/bin/sh\n\(script)\n", to: "\(folder)/tools/\(name)", mode: 0o755)
    }
    let shell = "\(folder)/shell"
    try Files.write("#!/bin/sh\nPATH=\(folder)/tools:$PATH exec /bin/dash \"$@\"\n", to: shell, mode: 0o755)
    return shell
  }
}
