internal import Glibc
internal import KnownHosts

/// A key that one could log in with: its name for a person, and its type as ssh names it.
struct UserKey: Sendable, Equatable {
  let name: String
  let type: String
  /// Whether the ssh config names its file; ssh also tries files that nobody named.
  var isNamed = false

  var isCertificate: Bool { type.contains("-cert-v") }
}

extension SSHConfiguration {
  /// The files that ssh tries where the config names none.
  private static let usualFiles: Set<String> = [
    "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_rsa", "id_xmss",
  ]

  /// The keys that ssh would try: those of the files that are there, and those of the agent.
  func userKeys() async throws(CancellationError) -> [UserKey] {
    let paths = identityFiles.flatMap { [$0, "\($0).pub", "\($0)-cert.pub"] } + certificateFiles
    var files: [String: [UInt8]] = [:]
    for (path, content) in zip(paths, try await LocalFile.readAll(paths)) {
      if case .success(let file) = content { files[path] = file.bytes }
    }
    var keys: [UserKey] = []
    for path in identityFiles {
      let isNamed = !SSHConfiguration.usualFiles.contains(String(path.split(separator: "/").last ?? ""))
      let companion = files["\(path).pub"]
      if let bytes = files[path] ?? companion, let type = IdentityFile(bytes, companion: companion)?.type {
        keys.append(UserKey(name: path, type: type, isNamed: isNamed))
      }
    }
    for path in identityFiles.map({ "\($0)-cert.pub" }) + certificateFiles {
      guard let type = files[path].flatMap({ IdentityFile($0)?.type }) else { continue }
      keys.append(UserKey(name: path, type: type, isNamed: true))
    }
    return identitiesOnly ? keys : keys + (try await agentKeys())
  }

  private func agentKeys() async throws(CancellationError) -> [UserKey] {
    guard let socket = agentSocket, !socket.isEmpty else { return [] }
    do {
      return try await Agent(socket).keys().compactMap { key in
        HostKey.type(of: key.publicKey).map { UserKey(name: "the agent's \(key.comment)", type: $0) }
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      // Whoever logs in says what is wrong with the agent.
      return []
    }
  }

  /// Where the agent listens, if there is one.
  var agentSocket: String? {
    switch identityAgent {
    case .none: nil
    case .socket(let path): path
    case .environment: getenv("SSH_AUTH_SOCK").map { String(cString: $0) }
    }
  }
}
