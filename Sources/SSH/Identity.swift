internal import Connection
internal import Glibc
internal import Reactor

/// A key file of the config together with where it stands.
struct Identity: Sendable {
  let path: String
  let bytes: [UInt8]
  let file: IdentityFile
}

extension Authentication {
  /// Reads the key files of the config; those that do not exist are nobody's concern.
  func identities() async throws(ConnectionError) -> [Identity] {
    let paths = configuration.identityFiles
    let contents: [Result<LocalFile, LocalFile.Failure>]
    do {
      contents = try await LocalFile.readAll(paths + paths.map { $0 + ".pub" })
    } catch {
      throw .cancelled(configuration.alias)
    }
    var identities: [Identity] = []
    for (path, (content, companion)) in zip(paths, zip(contents, contents.dropFirst(paths.count))) {
      switch content {
      case .failure(.missing):
        // Without the private part, the public one still tells which of the agent's keys is meant.
        guard let companion = companion.bytes, let file = IdentityFile(companion) else { continue }
        identities.append(Identity(path: path, bytes: [], file: file))
      case .failure(.unreadable(let reason)):
        note("\(path): \(reason)")
      case .success(let found):
        guard let file = IdentityFile(found.bytes, companion: companion.bytes) else {
          note("\(path): this is no private key")
          continue
        }
        if case .privateKey = file.content, found.owner == getuid(), found.mode & 0o077 != 0 {
          note("\(path): others can read this private key, so it is not used (chmod 600)")
          continue
        }
        identities.append(Identity(path: path, bytes: found.bytes, file: file))
      }
    }
    return identities
  }
}

extension Result<LocalFile, LocalFile.Failure> {
  fileprivate var bytes: [UInt8]? {
    if case .success(let file) = self { file.bytes } else { nil }
  }
}
