extension SSHConfiguration {
  /// Reads what `ssh -G` printed.
  init(dump: String, destination: SSHDestination, account: Account) {
    self = .standard(for: destination, account: account)
    identityFiles = []
    for line in dump.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      let value = String(line[line.index(after: space)...])
      let key = line[..<space].lowercased()
      if let name = SSHConfiguration.beyondUs[key], !["", "none"].contains(value) {
        beyondUs.append("\(name) \(key == "knownhostscommand" ? Unsupported.program(of: value) ?? "…" : value)")
      }
      switch key {
      case "hostname": hostName = value
      case "user": user = value
      case "port": port = Int(value) ?? port
      case "identityfile" where value != "none": identityFiles.append(value)
      case "identitiesonly": identitiesOnly = SSHConfiguration.isYes(value)
      case "identityagent": identityAgent = IdentityAgent(value)
      case "userknownhostsfile": userKnownHostsFiles = SSHConfiguration.files(value)
      case "globalknownhostsfile": globalKnownHostsFiles = SSHConfiguration.files(value)
      case "stricthostkeychecking": strictHostKeyChecking = StrictHostKeyChecking(value)
      case "hashknownhosts": hashKnownHosts = SSHConfiguration.isYes(value)
      case "hostkeyalias": hostKeyAlias = value
      case "hostkeyalgorithms": hostKeyAlgorithms = SSHConfiguration.list(value)
      case "kexalgorithms": kexAlgorithms = SSHConfiguration.list(value)
      case "ciphers": ciphers = SSHConfiguration.list(value)
      case "macs": macs = SSHConfiguration.list(value)
      case "pkcs11provider" where value != "none": keyProvider = value
      case "controlpath" where value != "none": hasControlPath = true
      case "connecttimeout": connectTimeout = SSHConfiguration.seconds(value)
      case "serveraliveinterval": serverAliveInterval = SSHConfiguration.seconds(value)
      case "serveralivecountmax": serverAliveCountMax = Int(value) ?? serverAliveCountMax
      case "numberofpasswordprompts": numberOfPasswordPrompts = Int(value) ?? numberOfPasswordPrompts
      case "addressfamily": addressFamily = AddressFamily(value)
      case "batchmode": isBatchMode = SSHConfiguration.isYes(value)
      case "pubkeyauthentication": isPublicKeyAllowed = value != "no" && value != "false"
      case "passwordauthentication": isPasswordAllowed = SSHConfiguration.isYes(value)
      case "kbdinteractiveauthentication": areQuestionsAllowed = SSHConfiguration.isYes(value)
      case "certificatefile" where value != "none": certificateFiles.append(value)
      case "proxyjump" where value != "none": jump = value
      case "proxycommand" where value != "none": proxyCommand = value
      default: break
      }
    }
    expandPaths(account)
  }

  /// The settings that libssh2 knows nothing of, and that change who is reached or who is trusted.
  private static let beyondUs = [
    "bindaddress": "BindAddress", "bindinterface": "BindInterface", "knownhostscommand": "KnownHostsCommand",
    "revokedhostkeys": "RevokedHostKeys",
  ]

  private mutating func expandPaths(_ account: Account) {
    let tokens = PathTokens(configuration: self, account: account)
    identityFiles = identityFiles.map(tokens.expand)
    certificateFiles = certificateFiles.map(tokens.expand)
    userKnownHostsFiles = userKnownHostsFiles.map(tokens.expand)
    globalKnownHostsFiles = globalKnownHostsFiles.map(tokens.expand)
    if case .socket(let path) = identityAgent { identityAgent = .socket(tokens.expand(path)) }
  }

  private static func isYes(_ value: String) -> Bool {
    value == "yes" || value == "true"
  }

  private static func list(_ value: String) -> [String] { value.split(separator: ",").map(String.init) }

  // ssh prints the list without quotes, so a name with a space in it cannot be told from two names.
  private static func files(_ value: String) -> [String] {
    value.split(separator: " ").map(String.init).filter { $0 != "none" }
  }

  private static func seconds(_ value: String) -> Duration? {
    Int(value).flatMap { $0 > 0 ? .seconds($0) : nil }
  }
}

extension SSHConfiguration.StrictHostKeyChecking {
  fileprivate init(_ value: String) {
    switch value {
    case "yes", "true": self = .yes
    case "accept-new", "no", "off", "false": self = .acceptNew
    default: self = .ask
    }
  }
}

extension SSHConfiguration.AddressFamily {
  fileprivate init(_ value: String) {
    switch value {
    case "inet": self = .inet
    case "inet6": self = .inet6
    default: self = .any
    }
  }
}

extension SSHConfiguration.IdentityAgent {
  fileprivate init(_ value: String) {
    switch value {
    case "none": self = .none
    case "SSH_AUTH_SOCK", "$SSH_AUTH_SOCK": self = .environment
    default: self = .socket(value)
    }
  }
}
