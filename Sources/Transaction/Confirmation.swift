package import Plan
internal import Playbook

/// That a host must be reached over a new connection after its gates, or else reverts.
package struct Confirmation: Sendable, Hashable {
  package let seconds: Int
  /// What the run touches that the next log-in depends on.
  package let reasons: [String]

  private static let usualSeconds = 60

  /// Nil for a run that needs none: nobody asked for it, and it touches nothing of the kind.
  package init?(_ plan: Plan, _ script: Script) {
    guard plan.hasChanges else { return nil }
    reasons = Self.paths(plan) + Self.services(script)
    let wanted = plan.target.conduct.confirmWithin
    guard wanted != nil || !reasons.isEmpty else { return nil }
    seconds = wanted?.wholeSeconds ?? Self.usualSeconds
  }

  package var words: String {
    let touched = reasons.isEmpty ? "" : "touches access: \(reasons.joined(separator: ", ")); "
    return "\(touched)to be confirmed over a new connection within \(seconds) s of the gates, else reverted"
  }

  private static func paths(_ plan: Plan) -> [String] {
    let root = plan.target.root == .root ? "" : plan.target.root.description
    return plan.entries.compactMap { entry in
      if case .directory = entry.new { return nil }
      let below = String(decoding: entry.path.bytes, as: UTF8.self)
      let path = entry.path.tree == .system ? "/\(below)" : "\(root)/\(below)"
      return isAboutAccess(path) ? path : nil
    }
  }

  /// Bytes, since many thousand paths may be asked about.
  private static func isAboutAccess(_ path: String) -> Bool {
    beginnings.contains { path.utf8.starts(with: $0.utf8) }
      || path.utf8.split(separator: UInt8(ascii: "/")).dropLast().contains { $0.elementsEqual(".ssh".utf8) }
  }

  private static let folders = [
    "/etc/ssh", "/etc/dropbear", "/etc/sudoers.d", "/etc/pam.d", "/etc/security", "/etc/iptables", "/etc/ufw",
    "/etc/firewalld", "/etc/network", "/etc/netplan", "/etc/systemd/network", "/etc/NetworkManager", "/etc/wireguard",
    "/etc/nftables.d",
  ]

  private static let beginnings =
    folders.map { "\($0)/" } + [
      "/etc/sudoers", "/etc/pam.conf", "/etc/nftables.conf", "/etc/hosts.allow", "/etc/hosts.deny", "/etc/passwd",
      "/etc/shadow", "/etc/group", "/etc/nsswitch.conf", "/etc/default/ufw", "/etc/default/ssh",
    ] + units.flatMap { unit in ["/etc", "/lib", "/usr/lib"].map { "\($0)/systemd/system/\(unit)." } }

  private static func services(_ script: Script) -> [String] {
    var reasons: [String] = []
    for case .service(let action, let words) in script.verbs {
      let texts = words.map { String(decoding: ShellLine.values(of: $0.text)?.first ?? [], as: UTF8.self) }
      let reason: String?
      switch texts[0] {
      case "systemd":
        let names = texts.dropFirst(Verb.serviceSettings).filter { isAboutAccess(unit: $0) }
        reason = names.isEmpty ? nil : "\(action.rawValue) \(names.joined(separator: " "))"
      case "command":
        let command = texts.count > 3 ? texts[3] : ""
        reason = isAboutAccess(command: command) ? "'\(command)'" : nil
      default: reason = nil
      }
      if let reason, !reasons.contains(reason) { reasons.append(reason) }
    }
    for case .call(let call) in script.verbs {
      let command = String(decoding: call.command, as: UTF8.self)
      if isAboutAccess(command: command), !reasons.contains("'\(command)'") { reasons.append("'\(command)'") }
    }
    return reasons
  }

  /// What a command does cannot be known; one that names such a service is taken at its word.
  private static func isAboutAccess(command: String) -> Bool {
    command.split { !($0.isLetter || $0.isNumber || "-_.".contains($0)) }.map(String.init)
      .contains { isAboutAccess(unit: $0) || tools.contains($0) }
  }

  private static func isAboutAccess(unit: String) -> Bool {
    units.contains(unit.split { $0 == "." || $0 == "@" }.first.map(String.init) ?? unit)
  }

  private static let units: Set<String> = [
    "ssh", "sshd", "dropbear", "networking", "systemd-networkd", "NetworkManager", "nftables", "iptables", "firewalld",
    "ufw", "netplan", "wg-quick",
  ]

  private static let tools: Set<String> = ["nft", "iptables-restore", "ip6tables", "firewall-cmd", "ifup", "ifdown"]
}
