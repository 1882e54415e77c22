internal import KnownHosts
internal import Synchronization

/// What known_hosts files hold, understood once for all hosts of a run as long as nobody changes them.
final class KnownHostsShelf: Sendable {
  private struct Volume {
    let files: [KnownHostsFile]
    let hosts: KnownHosts
  }

  private let volumes = Mutex<[[String]: Volume]>([:])

  /// What these files say.
  func hosts(in files: [KnownHostsFile]) -> KnownHosts {
    let names = files.map(\.name)
    return volumes.withLock { volumes in
      // Others may add to a file at any time, as does each new host of this run.
      if let volume = volumes[names], volume.files == files { return volume.hosts }
      let hosts = KnownHosts(files)
      volumes[names] = Volume(files: files, hosts: hosts)
      return hosts
    }
  }
}
