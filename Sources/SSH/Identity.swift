internal import Connection
internal import Glibc
internal import Reactor

/// A key file of the config together with where it stands.
struct Identity: Sendable {
  let path: String
  let bytes: [UInt8]
  let file: IdentityFile
}

/// The key files that the config names, as far as they are there.
struct IdentityShelf: Sendable {
  let identities: [Identity]
  /// What is wrong with those that are passed over, one line each.
  let notes: [String]
  /// The certificates for them.
  let certificates: [String]

  init(_ configuration: SSHConfiguration) async throws(ConnectionError) {
    let paths = configuration.identityFiles
    let certificates = configuration.certificateFiles + paths.map { $0 + "-cert.pub" }
    let contents: [Result<LocalFile, LocalFile.Failure>]
    do {
      contents = try await LocalFile.readAll(paths + paths.map { $0 + ".pub" } + certificates)
    } catch {
      throw .cancelled(configuration.alias)
    }
    var identities: [Identity] = []
    var notes: [String] = []
    for (path, (content, companion)) in zip(paths, zip(contents, contents.dropFirst(paths.count))) {
      switch content {
      case .failure(.missing):
        // Without the private part, the public one still tells which of the agent's keys is meant.
        guard let companion = companion.bytes, let file = IdentityFile(companion) else { continue }
        identities.append(Identity(path: path, bytes: [], file: file))
      case .failure(.closed(let reason)), .failure(.unreadable(let reason)):
        notes.append("\(path): \(reason)")
      case .success(let found):
        guard let file = IdentityFile(found.bytes, companion: companion.bytes) else {
          notes.append("\(path): this is no private key")
          continue
        }
        if case .privateKey = file.content, found.owner == getuid(), found.mode & 0o077 != 0 {
          notes.append("\(path): others can read this private key, so it is not used (chmod 600)")
          continue
        }
        identities.append(Identity(path: path, bytes: found.bytes, file: file))
      }
    }
    self.identities = identities
    self.notes = notes
    self.certificates = zip(certificates, contents.dropFirst(2 * paths.count)).compactMap { path, content in
      content.bytes == nil ? nil : path
    }
  }

  /// The public keys that the config names.
  var named: [[UInt8]] { identities.compactMap(\.file.publicKey) }
}

extension Result<LocalFile, LocalFile.Failure> {
  fileprivate var bytes: [UInt8]? {
    if case .success(let file) = self { file.bytes } else { nil }
  }
}
