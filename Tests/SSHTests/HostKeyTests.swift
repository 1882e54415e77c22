import Connection
import Glibc
import KnownHosts
@testable import SSH
import TestSupport
import Testing

@Suite struct HostKeyTests {
  private let otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJL1Pg4v6Lr9GgmmRPoaqGm3QpkmFYLVVlgJwxnl6ZbM"

  @Test func aChangedHostKeyIsRefusedWithBothFingerprints() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("# a comment\n[127.0.0.1]:\(server.port) \(otherKey)\n", to: "known_hosts")
      let person = Person(["yes"])
      let failure = try await server.failure(person.prompts)
      #expect(failure.kind == .hostKeyChanged)
      #expect(failure.message.contains("\(server.knownHosts):2"))
      #expect(failure.message.contains(try await server.fingerprint(of: server.hostKey)))
      #expect(failure.message.contains(try await server.fingerprint(of: otherKey)))
      #expect(failure.hint?.hasSuffix("ssh-keygen -f '\(server.knownHosts)' -R '[127.0.0.1]:\(server.port)'") == true)
      #expect(await person.hostsAsked.isEmpty)
    }
  }

  @Test func aChangedHostKeyIsRefusedEvenWhereNewOnesAreAccepted() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("[127.0.0.1]:\(server.port) \(otherKey)\n", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking no"])
      #expect(try await server.failure().kind == .hostKeyChanged)
    }
  }

  @Test func aRevokedHostKeyIsRefused() async throws {
    try await withLoopbackSSHD { server in
      let trusted = try server.folder.read("known_hosts")
      try server.folder.write("\(trusted)@revoked * \(server.hostKey)\n", to: "known_hosts")
      let failure = try await server.failure()
      #expect(failure.kind == .hostKeyRevoked)
      #expect(failure.message.hasSuffix("is revoked at \(server.knownHosts):2"))
    }
  }

  @Test func aLargeFileOfKnownHostsIsReadToItsEnd() async throws {
    try await withLoopbackSSHD { server in
      let trusted = try server.folder.read("known_hosts")
      let large = String(repeating: "# \(String(repeating: "x", count: 1000))\n", count: 6 << 10)
      try server.folder.write(large + trusted, to: "known_hosts")
      #expect(try await server.greet().hasSuffix("(ed25519)"))
      try server.folder.write("\(trusted)\(large)@revoked * \(server.hostKey)\n", to: "known_hosts")
      #expect(try await server.failure().kind == .hostKeyRevoked)
    }
  }

  @Test func aFileOfKnownHostsThatIsTooLargeIsRefusedAndNotCut() async throws {
    try await withLoopbackSSHD { server in
      try await Tool.run("/usr/bin/truncate", ["-s", "65M", server.knownHosts])
      let failure = try await server.failure()
      #expect(failure.kind == .configuration)
      #expect(failure.message == "cannot read \(server.knownHosts): it has more than 64 MiB")
      #expect(failure.hint?.contains("UserKnownHostsFile") == true)
    }
  }

  @Test func anUnknownHostIsRefusedWhereNobodyCanBeAsked() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking ask"])
      let failure = try await server.failure()
      #expect(failure.kind == .hostKeyUnknown)
      #expect(failure.message.hasSuffix(try await server.fingerprint(of: server.hostKey)))
      #expect(failure.hint?.contains("ssh-keyscan -p \(server.port) 127.0.0.1") == true)
      #expect(try server.folder.read("known_hosts") == "")
    }
  }

  @Test func anUnknownHostIsRefusedWithoutAQuestionWhereTheConfigIsStrict() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "known_hosts")
      let person = Person(["yes"])
      #expect(try await server.failure(person.prompts).kind == .hostKeyUnknown)
      #expect(await person.hostsAsked.isEmpty)
    }
  }

  @Test func aHostThatIsAcceptedIsRememberedForSSHToo() async throws {
    try await withLoopbackSSHD { server in
      // The last line lacks its end; the new one must not be glued to it.
      try server.folder.write("elsewhere \(otherKey)", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking ask", "HashKnownHosts no"])
      let person = Person(["yes"])
      _ = try await server.greet(person.prompts)
      let fingerprint = try await server.fingerprint(of: server.hostKey)
      #expect(await person.hostsAsked == [question("target", "ssh-ed25519", fingerprint)])
      #expect(
        try server.folder.read("known_hosts")
          == "elsewhere \(otherKey)\n[127.0.0.1]:\(server.port) \(server.hostKey)\n")
      #expect(
        try await Tool.run("/usr/bin/ssh", ["-F", server.clientConfig, "-o", "BatchMode=yes", "target", "echo ssh"])
          == "ssh\n")
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func aHostThatIsDeclinedIsNotRemembered() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking ask"])
      #expect(try await server.failure(Person(["no"]).prompts).kind == .hostKeyUnknown)
      #expect(try server.folder.read("known_hosts") == "")
    }
  }

  @Test func aNewHostIsAcceptedAndHashedWhereTheConfigSaysSo() async throws {
    try await withLoopbackSSHD { server in
      let file = server.folder.path("fresh/known_hosts")
      try server.configureClient([
        "StrictHostKeyChecking accept-new", "HashKnownHosts yes", "UserKnownHostsFile \(file)",
      ])
      _ = try await server.greet()
      let line = try server.folder.read("fresh/known_hosts")
      #expect(line.hasPrefix("|1|") && line.hasSuffix(" \(server.hostKey)\n"))
      #expect(try await Tool.run("/usr/bin/stat", ["-c", "%a", server.folder.path("fresh"), file]) == "700\n600\n")
      let found = try await Tool.run("/usr/bin/ssh-keygen", ["-F", "[127.0.0.1]:\(server.port)", "-f", file])
      #expect(found.contains("found: line 1"))
    }
  }

  @Test func aHashedHostIsKnown() async throws {
    try await withLoopbackSSHD { server in
      try await Tool.run("/usr/bin/ssh-keygen", ["-q", "-H", "-f", server.knownHosts])
      #expect(try server.folder.read("known_hosts").hasPrefix("|1|"))
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func theKeyTypeThatIsKnownIsAskedFor() async throws {
    let folder = try ScratchFolder()
    let second = try await Tool.makeKey(folder.path("second_host_key"), type: "ecdsa")
    try await withLoopbackSSHD(["HostKey \(folder.path("second_host_key"))"]) { server in
      let words = second.split(separator: " ").prefix(2).joined(separator: " ")
      try server.folder.write("[127.0.0.1]:\(server.port) \(words)\n", to: "known_hosts")
      _ = try await server.greet()
    }
    try await Tool.run("/bin/rm", ["-rf", folder.path])
  }

  @Test func aHostKnownOnlyByItsRSAKeyNeedsOpenSSH() async throws {
    try await withLoopbackSSHD { server in
      let rsa = try await Tool.makeKey(server.folder.path("rsa"), type: "rsa", extra: ["-b", "2048"])
      try server.folder.write("[127.0.0.1]:\(server.port) \(rsa)", to: "known_hosts")
      let reason = "\(server.knownHosts):1 knows the host by its RSA key only, which libssh2 cannot check"
      #expect(try await server.failure().kind == .needsOpenSSH(reason: reason))
    }
  }

  @Test func aHostWithNothingButAnRSAKeyNeedsOpenSSH() async throws {
    let folder = try ScratchFolder()
    _ = try await Tool.makeKey(folder.path("rsa"), type: "rsa", extra: ["-b", "2048"])
    try await withLoopbackSSHD(["HostKeyAlgorithms rsa-sha2-512", "HostKey \(folder.path("rsa"))"]) {
      server async throws in
      try server.folder.write("", to: "known_hosts")
      let unsupported = Unsupported.offer(.hostKey, theirs: ["rsa-sha2-512"], ours: KeyType.usable)
      let failure = try await server.failure()
      #expect(failure.kind == .needsOpenSSH(reason: unsupported.reason))
      #expect(failure.message.contains("(it has rsa-sha2-512, libssh2 ssh-ed25519, "))
      #expect(failure.hint?.contains("let the server have an ed25519 host key (ssh-keygen -A there)") == true)
    }
    try await Tool.run("/bin/rm", ["-rf", folder.path])
  }

  /// ssh would take the RSA key for one more of the same host, and with accept-new remember it.
  @Test func aHostThatHasNoneOfTheKeysItIsKnownByIsNotTrustedOverSSHEither() async throws {
    let folder = try ScratchFolder()
    _ = try await Tool.makeKey(folder.path("rsa"), type: "rsa", extra: ["-b", "2048"])
    try await withLoopbackSSHD(["HostKeyAlgorithms rsa-sha2-512", "HostKey \(folder.path("rsa"))"]) {
      server async throws in
      try server.configureClient(["StrictHostKeyChecking accept-new"])
      let failure = await #expect(throws: ConnectionError.self) {
        try await Transport.open(
          to: SSHDestination(host: "target"), options: SSHOptions(configFile: server.clientConfig))
      }
      #expect(failure?.kind == .hostKeyChanged)
      #expect(failure?.message.contains("shown now: none of that kind, but rsa-sha2-512") == true)
      #expect(failure?.message.contains("expected:  ed25519 (\(server.knownHosts):1)") == true)
    }
    folder.remove()
  }

  @Test(arguments: ["yes", "accept-new", "ask"])
  func aHostThatOnlyAnAuthorityVouchesForNeedsOpenSSH(_ strictness: String) async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("\n@cert-authority [127.0.0.1]:* \(otherKey)\n", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking \(strictness)"])
      let failure = try await server.failure(Person(["yes"]).prompts)
      let place = "\(server.knownHosts):2"
      #expect(
        failure.message
          == "\(place) trusts a certificate authority for this host (@cert-authority), and libssh2 cannot check certificates"
      )
      #expect(failure.kind == .needsOpenSSH(reason: failure.message))
      // A key of its own beside the authority's is enough.
      try server.folder.write(
        "@cert-authority * \(otherKey)\n[127.0.0.1]:\(server.port) \(server.hostKey)\n", to: "known_hosts")
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func everyFileOfKnownHostsIsRead() async throws {
    try await withLoopbackSSHD { server in
      let line = try server.folder.read("known_hosts")
      let files = ["a", "b", "c", "d"].map { server.folder.path($0) }
      try server.configureClient([
        "UserKnownHostsFile \(files[0]) \(files[1])", "GlobalKnownHostsFile \(files[2]) \(files[3])",
      ])
      for name in ["b", "d"] {
        try server.folder.write(line, to: name)
        #expect(try await server.greet().hasSuffix("(ed25519)"))
        try server.folder.write("", to: name)
      }
      #expect(try await server.failure().kind == .hostKeyUnknown)
      try server.folder.write(line + "@revoked * \(server.hostKey)\n", to: "d")
      #expect(try await server.failure().kind == .hostKeyRevoked)
    }
  }

  /// As ssh does.
  @Test func aFolderInPlaceOfAFileOfKnownHostsIsPassedOver() async throws {
    try await withLoopbackSSHD { server in
      let folder = server.folder.path("home")
      try server.configureClient(["UserKnownHostsFile \(folder) \(server.knownHosts)"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
      try server.folder.write("", to: "known_hosts")
      let failure = try await server.failure()
      #expect(failure.kind == .hostKeyUnknown)
      #expect(failure.message.hasSuffix("; passed over: \(folder) (Is a directory)"), "\(failure)")
    }
  }

  /// Root may read every file, so none can be shown to it.
  @Test func aFileThatOnlyRootMayReadIsClosedToOthers() {
    #expect(LocalFile.Failure(EACCES) == .closed("Permission denied"))
    #expect(LocalFile.Failure(EIO) == .unreadable("Input/output error"))
  }

  @Test func aNewHostThatSeveralConnectionsMeetIsAskedAboutAndRememberedOnce() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "known_hosts")
      try server.configureClient(["StrictHostKeyChecking ask", "HashKnownHosts yes"])
      let person = Person(["yes"])
      let prompts = person.prompts.remembering()
      try await server.connectAtOnce(4, SSHOptions(configFile: server.clientConfig, prompts: prompts))
      #expect(await person.hostsAsked.count == 1)
      #expect(try server.folder.read("known_hosts").split(separator: "\n").count == 1)
    }
  }

  @Test func anAliasForTheKeyIsLookedUpInsteadOfTheName() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("cluster \(server.hostKey)\n", to: "known_hosts")
      try server.configureClient(["HostKeyAlias cluster"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  private func question(_ host: String, _ type: String, _ fingerprint: String) -> HostKeyQuestion {
    HostKeyQuestion(host: host, type: type, fingerprint: fingerprint)
  }
}

extension LoopbackSSHD {
  /// The fingerprint as ssh-keygen shows it.
  func fingerprint(of publicKey: String) async throws -> String {
    let line = try await Tool.run("/usr/bin/ssh-keygen", ["-l", "-f", "-"], stdin: publicKey + "\n")
    return String(line.split(separator: " ")[1])
  }
}
