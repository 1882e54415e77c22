import Connection
import Glibc
import Reactor
import TestSupport
import Testing

@testable import SSH

/// What carries a connection when the user leaves it open, against real servers.
@Suite struct TransportTests {
  @Test func anEd25519KeyGoesThroughLibssh2() async throws {
    try await withLoopbackSSHD { server in
      let summary = try await server.summary()
      #expect(summary == "\(server.user)@target:\(server.port) through libssh2 (ed25519)")
    }
  }

  @Test func anRSAKeyGoesThroughSSH() async throws {
    try await withLoopbackSSHD { server in
      let path = try await server.useOnlyAnRSAKey()
      #expect(
        try await server.summary()
          == "\(server.user)@target:\(server.port) through ssh (publickey), since \(path) is an RSA key")
    }
  }

  @Test func aServerThatTakesOnlyTheRSAKeyIsReachedThroughSSHInTheEnd() async throws {
    try await withLoopbackSSHD { server in
      let path = server.folder.path("id_rsa")
      try server.folder.write(
        try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"]), to: "authorized_keys")
      try server.configureClient(["IdentityFile \(path)"])
      let summary = try await server.summary()
      #expect(
        summary.hasSuffix(
          "through ssh (publickey), since libssh2 cannot use the RSA key \(path) with this server"), "\(summary)")
    }
  }

  @Test func nobodyIsAskedForAPasswordWhileSSHHasAKeyToTry() async throws {
    try await withLoopbackSSHD(["PasswordAuthentication yes"]) { server in
      let path = server.folder.path("id_rsa")
      try server.folder.write(
        try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"]), to: "authorized_keys")
      try server.configureClient(["IdentityFile \(path)"])
      let person = Person(["a password"])
      let summary = try await server.summary(asking: person)
      #expect(summary.contains("through ssh (publickey)"), "\(summary)")
      #expect(await person.secretsAsked.isEmpty)
    }
  }

  @Test(.enabled("it takes root to set a password for one server") { try await LoopbackSSHD.canSetPasswords() })
  func aPasswordIsAskedForWhereSSHDoesNotGetInEither() async throws {
    try await withLoopbackSSHD(["UsePAM no", "PasswordAuthentication yes"], password: "open sesame") { server in
      let path = server.folder.path("id_rsa")
      _ = try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"])
      try server.configureClient(["IdentityFile \(path)"])
      try server.folder.write("", to: "authorized_keys")
      let person = Person(["open sesame"])
      let summary = try await server.summary(asking: person)
      #expect(summary.contains("through libssh2"), "\(summary)")
      #expect(await person.secretsAsked.count == 1)
    }
  }

  /// There, no key helps, and ssh is not let ask.
  @Test func whereTheServerTakesPasswordsOnlyOneIsAskedFor() async throws {
    try await withLoopbackSSHD(["PasswordAuthentication yes", "AuthenticationMethods password"]) { server in
      let path = server.folder.path("id_rsa")
      _ = try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"])
      try server.configureClient(["IdentityFile \(path)", "NumberOfPasswordPrompts 1"])
      let person = Person(["a password"])
      await #expect(throws: ConnectionError.self) { try await server.summary(asking: person) }
      #expect(await person.secretsAsked.count == 1)
    }
  }

  @Test func aCertificateGoesThroughSSH() async throws {
    let folder = try ScratchFolder()
    let authority = try await Tool.makeKey(folder.path("ca"))
    try folder.write(authority, to: "ca.pub")
    try await withLoopbackSSHD(["TrustedUserCAKeys \(folder.path("ca.pub"))"]) { server in
      // The key itself is not authorized any more.
      try server.folder.write("", to: "authorized_keys")
      try await Tool.run(
        "/usr/bin/ssh-keygen",
        ["-q", "-s", folder.path("ca"), "-I", "anna", "-n", server.user, "-V", "+1h", server.identity])
      let summary = try await server.summary()
      #expect(summary.hasSuffix("since \(server.identity)-cert.pub is a certificate"), "\(summary)")
    }
    folder.remove()
  }

  @Test func aProxyCommandGoesThroughSSH() async throws {
    try await withLoopbackSSHD { server in
      try server.configureClient(["ProxyCommand nc 127.0.0.1 \(server.port)"])
      let summary = try await server.summary()
      #expect(summary.hasSuffix("since its ProxyCommand runs nc"), "\(summary)")
    }
  }

  @Test func twoJumpHostsInARowAreGoneThroughBySSH() async throws {
    try await withLoopbackSSHD { server in
      let config = try server.folder.read("ssh_config")
      try server.folder.write(
        config.replacing("Host target\n", with: "Host target first second\n"), to: "ssh_config")
      try server.configureClient(["ProxyJump first,second"])
      let summary = try await server.summary(by: .openssh)
      #expect(summary.contains("through ssh"), "\(summary)")
      let logIns = try server.log().split(whereSeparator: \.isNewline).count { $0.contains("Accepted publickey") }
      #expect(logIns == 3)
    }
  }

  @Test func aHostWithNothingButAnRSAKeyIsReachedThroughSSH() async throws {
    try await withLoopbackSSHD(hostKeyType: "rsa") { server in
      let summary = try await server.summary()
      #expect(summary.contains("through ssh (publickey), since "), "\(summary)")
    }
  }

  @Test func withoutTheClientAnRSAKeySaysWhatToDo() async throws {
    try await withLoopbackSSHD { server in
      let path = try await server.useOnlyAnRSAKey()
      var route = try await SSHRoute.find(
        to: SSHDestination(host: "target"), options: SSHOptions(configFile: server.clientConfig))
      route.stations[0].identityFiles = [path]
      let found = route
      let failure = await #expect(throws: ConnectionError.self) {
        try await SSH.Transport.open(
          to: SSHDestination(host: "target"), by: .auto, client: nil, found)
      }
      #expect(
        failure?.message == "only ssh can connect to it, since \(path) is an RSA key; but no ssh is installed here")
      #expect(
        failure?.hint
          == "install the OpenSSH client (Debian: apt install openssh-client), or use an ed25519 key (ssh-keygen -t ed25519)"
      )
    }
  }

  @Test func withoutTheClientAnErrorSaysThatTheConfigIsNotRead() async throws {
    try await withLoopbackSSHD { server in
      try server.folder.write("", to: "authorized_keys")
      let found = try await SSHRoute.find(
        to: SSHDestination(host: "target"), options: SSHOptions(configFile: server.clientConfig))
      for (change, kind, hint) in [
        ({ $0.hostName = "no-such-host.invalid" }, .unreachable, ""),
        ({ $0.port = 1 }, .refused, "; is sshd running there, and is it that port"),
        ({ _ in }, .authentication, "; add the public key to ~/.ssh/authorized_keys of "),
      ] as [((inout SSHConfiguration) -> Void, ConnectionError.Kind, String)] {
        var route = found
        route.stations[0].unreadConfig = "/home/ann/.ssh/config"
        change(&route.stations[0])
        let open = route
        let failure = await #expect(throws: ConnectionError.self) {
          try await SSH.Transport.open(to: SSHDestination(host: "target"), by: .auto, client: nil, open)
        }
        let words = "is not read, since no OpenSSH client is installed (Debian: apt install openssh-client)\(hint)"
        #expect(failure?.kind == kind)
        #expect(failure?.hint?.hasPrefix("/home/ann/.ssh/config \(words)") == true, "\(String(describing: failure))")
      }
    }
  }

  @Test func libssh2AloneSaysWhoCould() async throws {
    try await withLoopbackSSHD { server in
      _ = try await server.useOnlyAnRSAKey()
      let failure = await #expect(throws: ConnectionError.self) { try await server.summary(by: .libssh2) }
      #expect(failure?.hint == "leave --transport libssh2 out, and ssh connects")
    }
  }

  @Test func localhostAloneIsThisMachine() async throws {
    let here = try await SSH.Transport.open(to: SSHDestination(host: "localhost"))
    try await here.start("echo $PPID")
    #expect(try await Transcript.of(here).text == "\(getpid())\n")
    await here.close()
  }

  @Test(arguments: [
    SSHDestination(host: "lms"), SSHDestination(user: "root", host: "localhost"),
    SSHDestination(host: "localhost", port: 2222), SSHDestination(host: "127.0.0.1"),
  ])
  func nothingElseIsTakenForThisMachine(_ destination: SSHDestination) async throws {
    #expect(!destination.isThisMachine)
    let failure = await #expect(throws: ConnectionError.self) {
      try await SSH.Transport.open(to: destination, by: .local)
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.message == "--transport local reaches this machine only")
  }
}

extension LoopbackSSHD {
  /// Connects, has a command say hello, and tells what the connection says of itself.
  fileprivate func summary(by name: TransportName = .auto, asking person: Person? = nil) async throws -> String {
    let options = SSHOptions(configFile: clientConfig, prompts: person?.prompts ?? .none)
    let connection = try await SSH.Transport.open(to: SSHDestination(host: "target"), by: name, options: options)
    try await connection.start("echo hello")
    let transcript = try await Transcript.of(connection)
    await connection.close()
    guard transcript.text == "hello\n" else { throw Mishap("it said \(transcript)") }
    return connection.summary
  }

  fileprivate func useOnlyAnRSAKey() async throws -> String {
    let path = folder.path("id_rsa")
    try folder.write(try await Tool.makeKey(path, type: "rsa", extra: ["-b", "2048"]), to: "authorized_keys")
    try folder.write(
      try folder.read("ssh_config").replacing("IdentityFile \(identity)", with: "IdentityFile \(path)"),
      to: "ssh_config")
    return path
  }
}
