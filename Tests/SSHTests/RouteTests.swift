import Connection
import TestSupport
import Testing

@testable import SSH

/// What a chooser of transports is told before anything is connected to.
@Suite struct RouteTests {
  @Test func withoutAWayForTheCertificateTheErrorSaysSo() async throws {
    try await withLoopbackSSHD { server async throws in
      _ = try await Tool.makeKey(server.folder.path("ca"))
      try await Tool.run(
        "/usr/bin/ssh-keygen",
        ["-q", "-s", server.folder.path("ca"), "-I", "test", "-n", "root", "\(server.identity).pub"])
      // Where the server takes the bare key too, nothing is missing.
      #expect(try await server.greet().hasSuffix("(ed25519)"))
      try server.folder.write("", to: "authorized_keys")
      let failure = try await server.failure()
      #expect(failure.kind == .needsOpenSSH(reason: "\(server.identity)-cert.pub is a certificate"))
      #expect(failure.message.contains("\(server.identity) (ed25519): the server does not accept it"))
    }
  }

  @Test func aHostKnownOnlyByAnRSAKeyIsToldOf() async throws {
    try await withLoopbackSSHD { server async throws in
      let rsa = try await Tool.makeKey(server.folder.path("rsa"), type: "rsa", extra: ["-b", "2048"])
      try server.folder.write("[127.0.0.1]:\(server.port) \(rsa)", to: "known_hosts")
      #expect(
        try await server.unsupported() == .hostKey(types: ["ssh-rsa"], place: "\(server.knownHosts):1"))
      try server.folder.write("@cert-authority * \(rsa)", to: "known_hosts")
      #expect(try await server.unsupported() == .hostCertificate(place: "\(server.knownHosts):1"))
      try server.folder.write("", to: "known_hosts")
      #expect(try await server.unsupported() == nil)
    }
  }

  @Test(arguments: [
    "ProxyCommand nc %h %p", "BindAddress 127.0.0.1", "KnownHostsCommand /bin/true", "RevokedHostKeys /etc/krl",
  ])
  func aSettingThatLibssh2CannotFollowIsToldOfAndRefused(_ line: String) async throws {
    try await withLoopbackSSHD { server async throws in
      try server.configureClient([line])
      let unsupported = try #require(try await server.unsupported())
      let failure = try await server.failure()
      #expect(failure.kind == .needsOpenSSH(reason: unsupported.reason))
      #expect(failure.message == unsupported.reason)
      #expect(failure.hint?.contains("--transport openssh") == true)
    }
  }

  @Test func whatTheConfigLeavesNothingOfIsToldOfAndRefused() async throws {
    try await withLoopbackSSHD { server async throws in
      try server.configureClient(["Ciphers chacha20-poly1305@openssh.com"])
      let failure = try await server.failure()
      #expect(
        failure.message
          == "libssh2 has none of its Ciphers")
      #expect(try await server.unsupported()?.reason == failure.message)
      try server.configureClient(["Ciphers aes256-ctr"])
      #expect(try await server.greet().hasSuffix("(ed25519)"))
    }
  }

  @Test func aJumpHostIsLookedAtToo() async throws {
    try await withChain(of: 2) { chain async throws in
      try chain.configure(["target": ["ProxyJump first"], "first": ["ProxyCommand nc %h %p"]])
      #expect(try await chain.target.unsupported() == .proxyCommand("nc %h %p"))
    }
  }

  @Test(arguments: [
    ("Ciphers aes256-gcm@openssh.com", AlgorithmKind.cipher, "aes256-gcm@openssh.com", "Ciphers"),
    ("MACs umac-128-etm@openssh.com", .mac, "umac-128-etm@openssh.com", "MACs"),
    ("KexAlgorithms sntrup761x25519-sha512@openssh.com", .keyExchange, "sntrup761x25519-sha512@openssh.com", "KexAlg"),
  ])
  func whatTheServerHasInsteadIsListed(
    _ line: String, _ kind: AlgorithmKind, _ theirs: String, _ setting: String
  ) async throws {
    try await withLoopbackSSHD([line]) { server async throws in
      let failure = try await server.failure()
      #expect(failure.message.hasPrefix("libssh2 and this server have no \(kind.name) in common (it has \(theirs)"))
      #expect(failure.hint?.contains("\(setting)") == true)
      guard case .needsOpenSSH = failure.kind else {
        Issue.record("\(failure.kind)")
        return
      }
    }
  }
}

extension LoopbackSSHD {
  fileprivate func unsupported() async throws -> Unsupported? {
    try await SSHRoute.find(to: SSHDestination(host: "target"), options: SSHOptions(configFile: clientConfig))
      .unsupported(hasOpenMaster: false)
  }
}
