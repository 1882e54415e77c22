/// What the ssh config says about one host.
struct SSHConfiguration: Sendable, Equatable {
  enum StrictHostKeyChecking: Sendable, Equatable {
    case yes
    case ask
    case acceptNew
  }

  enum AddressFamily: Sendable, Equatable {
    case any
    case inet
    case inet6
  }

  enum IdentityAgent: Sendable, Equatable {
    case none
    case socket(String)
    case environment
  }

  /// The name the user gave.
  var alias: String
  var hostName: String
  var user: String
  var port: Int
  var addressFamily = AddressFamily.any
  var identityFiles: [String] = []
  var identitiesOnly = false
  var identityAgent = IdentityAgent.environment
  var userKnownHostsFiles: [String] = []
  var globalKnownHostsFiles: [String] = []
  var strictHostKeyChecking = StrictHostKeyChecking.ask
  var hashKnownHosts = false
  var hostKeyAlias: String?
  var hostKeyAlgorithms: [String]?
  var kexAlgorithms: [String]?
  var ciphers: [String]?
  var macs: [String]?
  var certificateFiles: [String] = []
  /// The library that `PKCS11Provider` names.
  var keyProvider: String?
  /// Whether connections of others may be shared; the path itself is for ssh to expand.
  var hasControlPath = false
  var connectTimeout: Duration?
  var serverAliveInterval: Duration?
  var serverAliveCountMax = 3
  var numberOfPasswordPrompts = 3
  var isPublicKeyAllowed = true
  var isPasswordAllowed = true
  var areQuestionsAllowed = true
  /// Whether nobody may be asked anything.
  var isBatchMode = false
  /// The hosts of `ProxyJump`.
  var jump: String?
  var proxyCommand: String?
  /// Other settings that only the OpenSSH client can follow, such as `BindAddress 192.0.2.1`.
  var beyondUs: [String] = []

  /// The user's ssh config, where no OpenSSH client is there to say what it means.
  var unreadConfig: String?

  /// The name under which the host's key is remembered.
  var hostKeyName: String { hostKeyAlias ?? hostName }
  var hostKeyPort: Int { hostKeyAlias == nil ? port : 22 }

  /// What applies where no OpenSSH client is installed.
  static func standard(for destination: SSHDestination, account: Account) -> SSHConfiguration {
    var standard = SSHConfiguration(
      alias: destination.host, hostName: destination.host, user: destination.user ?? account.name,
      port: destination.port ?? 22)
    standard.identityFiles =
      (destination.identity.map { [$0] } ?? [])
      + ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(account.home)/.ssh/\($0)" }
    standard.userKnownHostsFiles = ["\(account.home)/.ssh/known_hosts"]
    standard.globalKnownHostsFiles = ["/etc/ssh/ssh_known_hosts"]
    return standard
  }
}
