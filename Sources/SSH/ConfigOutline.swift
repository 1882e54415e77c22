/// The lines of the ssh config, as far as it takes to tell which of them apply to a host.
///
/// `ssh -G` alone says what a config means. But it need not be asked for each of fifty hosts to which the same lines apply.
struct ConfigOutline: Sendable {
  /// A line and its number, which no other line of any file has, or what stands in the files that it includes.
  enum Part: Sendable {
    case line(ConfigLine, Int)
    case files([[Part]])
  }

  let files: [[Part]]

  /// What applies to the host; nil where it may be told something that nobody else is.
  func extract(for destination: SSHDestination) -> ConfigExtract? {
    guard PlainName.isHost(destination.host) else { return nil }
    var selection = ConfigSelection(name: Array(destination.host.utf8))
    for file in files { selection.read(file) }
    if selection.wantsFinal {
      selection.beginFinal()
      for file in files { selection.read(file) }
    }
    return ConfigExtract(selection, for: destination)
  }
}
