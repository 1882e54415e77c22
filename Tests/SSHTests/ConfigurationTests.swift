import Connection
import Glibc
import TestSupport
import Testing

@testable import SSH

@Suite struct ConfigurationTests {
  private let account = Account(name: "ann", home: "/home/ann")

  private func configuration(_ dump: String, host: String = "lms") -> SSHConfiguration {
    SSHConfiguration(dump: dump, destination: SSHDestination(host: host), account: account)
  }

  @Test func whatSSHPrintsIsRead() {
    let found = configuration(
      """
      host lms
      user root
      hostname 192.0.2.7
      port 2222
      identitiesonly yes
      stricthostkeychecking accept-new
      hashknownhosts yes
      identityfile ~/.ssh/work
      identityfile /keys/%r@%h-%p
      identityagent none
      globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
      userknownhostsfile ~/.ssh/known_hosts ~/.ssh/more
      hostkeyalias lms-cluster
      hostkeyalgorithms ssh-ed25519,rsa-sha2-512
      connecttimeout 7
      serveraliveinterval 30
      serveralivecountmax 5
      numberofpasswordprompts 1
      addressfamily inet6
      batchmode yes
      pubkeyauthentication false
      passwordauthentication no
      kbdinteractiveauthentication no
      certificatefile ~/c-cert.pub
      ciphers aes128-ctr,aes256-ctr
      proxyjump ann@bastion:2201,inner
      bindaddress 192.0.2.1
      proxycommand none
      """)
    var expected = SSHConfiguration(alias: "lms", hostName: "192.0.2.7", user: "root", port: 2222)
    expected.identitiesOnly = true
    expected.strictHostKeyChecking = .acceptNew
    expected.hashKnownHosts = true
    expected.identityFiles = ["/home/ann/.ssh/work", "/keys/root@192.0.2.7-2222"]
    expected.identityAgent = .none
    expected.globalKnownHostsFiles = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
    expected.userKnownHostsFiles = ["/home/ann/.ssh/known_hosts", "/home/ann/.ssh/more"]
    expected.hostKeyAlias = "lms-cluster"
    expected.hostKeyAlgorithms = ["ssh-ed25519", "rsa-sha2-512"]
    expected.connectTimeout = .seconds(7)
    expected.serverAliveInterval = .seconds(30)
    expected.serverAliveCountMax = 5
    expected.numberOfPasswordPrompts = 1
    expected.addressFamily = .inet6
    expected.isBatchMode = true
    expected.isPublicKeyAllowed = false
    expected.isPasswordAllowed = false
    expected.areQuestionsAllowed = false
    expected.certificateFiles = ["/home/ann/c-cert.pub"]
    expected.ciphers = ["aes128-ctr", "aes256-ctr"]
    expected.jump = "ann@bastion:2201,inner"
    expected.beyondUs = ["BindAddress 192.0.2.1"]
    #expect(found == expected)
  }

  @Test(arguments: [
    ("yes", SSHConfiguration.StrictHostKeyChecking.yes), ("true", .yes), ("ask", .ask), ("accept-new", .acceptNew),
    ("no", .acceptNew), ("false", .acceptNew), ("off", .acceptNew),
  ])
  func strictnessIsRead(_ word: String, _ expected: SSHConfiguration.StrictHostKeyChecking) {
    #expect(configuration("stricthostkeychecking \(word)").strictHostKeyChecking == expected)
  }

  @Test func whatIsSwitchedOffIsOff() {
    let off = configuration(
      "connecttimeout none\nserveraliveinterval 0\nproxyjump none\nproxycommand none\nuserknownhostsfile none\n"
        + "identityfile none\n")
    #expect(off.connectTimeout == nil)
    #expect(off.serverAliveInterval == nil)
    #expect(off.jump == nil)
    #expect(off.proxyCommand == nil)
    #expect(off.beyondUs == [])
    #expect(off.userKnownHostsFiles == [])
    #expect(off.identityFiles == [])
  }

  @Test func anAgentsSocketMayBeNamedByAVariable() {
    #expect(configuration("identityagent SSH_AUTH_SOCK").identityAgent == .environment)
    #expect(configuration("identityagent ~/agent.sock").identityAgent == .socket("/home/ann/agent.sock"))
    #expect(configuration("identityagent ${HOME}/s").identityAgent == .socket("\(environmentHome)/s"))
    #expect(configuration("identityagent $HOME").identityAgent == .socket(environmentHome))
  }

  /// ssh expands the same tokens in `ControlPath` itself, and leaves those in `IdentityFile` to others.
  @Test func tokensMeanWhatTheyMeanToSSH() async throws {
    let tokens = "/%l/%L/%C/%h/%n/%k/%p/%r/%u/%d/%i/%%"
    try await withConfig("Host lms\nHostName 192.0.2.7\nPort 2222\nUser ann\nControlPath \(tokens)\n") { file in
      let dump = try await Tool.run("/usr/bin/ssh", ["-F", file, "-G", "lms"])
      let line = try #require(dump.split(separator: "\n").first { $0.hasPrefix("controlpath ") })
      let account = try #require(Account.current())
      let found = SSHConfiguration(
        dump: "\(dump)\nidentityfile \(tokens)", destination: SSHDestination(host: "lms"), account: account)
      #expect(found.identityFiles.last == line.split(separator: " ").last.map(String.init))
    }
  }

  @Test func jumpHostsAreNoPartOfAFileName() {
    let file = "identityfile /keys/%j/id"
    // What one ssh makes of it there is not what another does.
    #expect(configuration("\(file)\nproxyjump gate").identityFiles == ["/keys/%j/id"])
    #expect(configuration(file).identityFiles == ["/keys//id"])
    #expect(configuration("identityfile /keys/%C\nproxyjump gate").identityFiles == ["/keys/%C"])
  }

  private var environmentHome: String { getenv("HOME").map { String(cString: $0) } ?? "" }

  @Test func withoutTheClientTheUsualFilesApply() async throws {
    let found = try await SSHConfiguration.resolve(SSHDestination(host: "lms"), client: nil)
    let account = try #require(Account.current())
    #expect(found == SSHConfiguration.withoutClient(for: SSHDestination(host: "lms"), account: account))
    #expect(found.port == 22)
    #expect(found.user == account.name)
    #expect(found.identityFiles == ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(account.home)/.ssh/\($0)" })
  }

  @Test func withoutTheClientTheUsersConfigIsKnownToBeUnread() throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let (lms, account) = (SSHDestination(host: "lms"), Account(name: "ann", home: folder.path))
    #expect(SSHConfiguration.withoutClient(for: lms, account: account).unreadConfig == nil)
    mkdir(folder.path(".ssh"), 0o700)
    try folder.write("Host lms\nHostName 192.0.2.1\n", to: ".ssh/config")
    #expect(SSHConfiguration.withoutClient(for: lms, account: account).unreadConfig == folder.path(".ssh/config"))
  }

  @Test func withoutTheClientAConfigFileCannotBeRead() async throws {
    await #expect(throws: ConnectionError.self) {
      try await SSHConfiguration.resolve(SSHDestination(host: "lms"), configFile: "/etc/x", client: nil)
    }
  }

  @Test func whatTheUserTypedComesBeforeTheConfig() async throws {
    try await withConfig("Host lms\nUser root\nPort 2222\nHostName lms.example.com\n") { file in
      let typed = SSHDestination(user: "ann", host: "lms", port: 22)
      let found = try await SSHConfiguration.resolve(typed, configFile: file)
      #expect(found.user == "ann")
      #expect(found.port == 22)
      #expect(found.hostName == "lms.example.com")
      #expect(found.alias == "lms")
    }
  }

  @Test func aBrokenConfigIsReportedInTheWordsOfSSH() async throws {
    try await withConfig("NoSuchOption yes\n") { file in
      let failure = await #expect(throws: ConnectionError.self) {
        try await SSHConfiguration.resolve(SSHDestination(host: "lms"), configFile: file)
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.message.contains("nosuchoption") == true)
    }
  }

  @Test(
    arguments: [
      ([], nil, KeyType.usable),
      (
        ["ecdsa-sha2-nistp384", "ssh-rsa"], nil,
        ["ecdsa-sha2-nistp384", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"]
      ),
      (["ssh-ed25519"], ["ecdsa-sha2-nistp256"], ["ecdsa-sha2-nistp256"]),
      ([], ["rsa-sha2-512"], []),
    ] as [([String], [String]?, [String])])
  func knownKeyTypesAreAskedForFirst(_ known: [String], _ allowed: [String]?, _ expected: [String]) {
    #expect(KeyType.order(known: known, allowed: allowed) == expected)
  }

  private func withConfig(_ text: String, _ body: (String) async throws -> Void) async throws {
    let folder = try ScratchFolder()
    try folder.write(text, to: "config")
    do {
      try await body(folder.path("config"))
    } catch {
      try await Tool.run("/bin/rm", ["-rf", folder.path])
      throw error
    }
    try await Tool.run("/bin/rm", ["-rf", folder.path])
  }
}
