/// What ssh's own words about a connection that did not come about mean.
struct OpenSSHTrouble: Equatable {
  let kind: ConnectionError.Kind
  let message: String
  let hint: String?

  private init(_ kind: ConnectionError.Kind, _ message: String, hint: String? = nil) {
    (self.kind, self.message, self.hint) = (kind, message, hint)
  }

  /// `known` holds the fingerprint of the key at each of `placesOfOtherKeys`, where it can be read.
  init(_ lines: [String], for call: OpenSSHCall, known: [String: String] = [:]) {
    self =
      Self.hostKey(lines, call, known) ?? Self.logIn(lines, call) ?? Self.agreement(lines, call) ?? Self.way(lines)
      ?? Self.greeting(lines) ?? Self.settings(lines, call) ?? Self.unknown(lines, call)
  }

  /// The lines of known_hosts (`file:line`) that hold another key than the host shows.
  static func placesOfOtherKeys(_ lines: [String]) -> [String] {
    lines.filter { $0.hasPrefix("Offending ") && $0.contains(" key in ") }
      .compactMap { $0.components(after: " key in ") }
  }

  private static func hostKey(
    _ lines: [String], _ call: OpenSSHCall, _ known: [String: String]
  ) -> OpenSSHTrouble? {
    let shown = lines.firstRest("Server host key: ") ?? "no key"
    if lines.contains(where: { $0.contains("WARNING: REVOKED HOST KEY DETECTED") }) {
      return OpenSSHTrouble(
        .hostKeyRevoked, "the host's key \(shown) is revoked",
        hint: "do not connect; ask whoever runs the host for its new key")
    }
    if lines.contains(where: { $0.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") }) {
      let expected = placesOfOtherKeys(lines).map { "\(known[$0] ?? "another key") (\($0))" }
      return OpenSSHTrouble(
        .hostKeyChanged,
        """
        the host's key has changed: somebody may be listening in, or the host was installed anew
          shown now: \(shown)
          expected:  \(expected.isEmpty ? "another key" : expected.joined(separator: ", "))
        """,
        hint: (lines.first { $0.contains("ssh-keygen -f ") || $0.contains("ssh-keygen -R ") }?.trimmed).map {
          "if the change is known to be right: \($0)"
        } ?? "if the change is known to be right, remove that line")
    }
    guard lines.contains("Host key verification failed.") else { return nil }
    return OpenSSHTrouble(
      .hostKeyUnknown, "the host is not known; it shows the key \(shown)",
      hint: "connect once by hand: ssh \(call.host)")
  }

  private static func logIn(_ lines: [String], _ call: OpenSSHCall) -> OpenSSHTrouble? {
    let isFlooded = lines.contains { $0.contains("Too many authentication failures") }
    guard isFlooded || lines.contains(where: { $0.contains(": Permission denied (") }) else { return nil }
    let offered = lines.compactMap { $0.rest(after: "Offering public key: ") }
    let accepted = Set(lines.compactMap { $0.rest(after: "Server accepts key: ") })
    var trail = offered.map { key in
      accepted.contains(key)
        ? "\(key): the server would take it, but ssh could not use it without asking"
        : "\(key): the server does not accept it"
    }
    trail += lines.filter { line in
      !["Offering ", "Server ", "Executing "].contains(where: line.hasPrefix)
    }
    if offered.isEmpty { trail.insert("ssh had no key to offer", at: 0) }
    let hint =
      isFlooded
      ? "name the right key with IdentityFile and set IdentitiesOnly yes in the ssh config"
      : accepted.isEmpty
        ? "add the public key to ~/.ssh/authorized_keys of \(call.user) there, or name the right key with IdentityFile; "
          + "ssh is not let ask here, so a password needs --transport libssh2"
        : "ssh is not let ask for passphrases here: ssh-add the key first, or open a ControlMaster by hand"
    return OpenSSHTrouble(
      .authentication, "cannot log in as \(call.user):" + trail.map { "\n  \($0)" }.joined(), hint: hint)
  }

  private static func agreement(_ lines: [String], _ call: OpenSSHCall) -> OpenSSHTrouble? {
    guard let line = lines.first(where: { $0.hasPrefix("Unable to negotiate with ") }) else { return nil }
    let matter = line.components(after: ": ") ?? line
    return OpenSSHTrouble(
      .protocolError, "ssh and this server have nothing in common: \(matter)",
      hint: "let the server offer something newer, or allow what it offers for this host in the ssh config")
  }

  private static func way(_ lines: [String]) -> OpenSSHTrouble? {
    if let line = lines.first(where: { $0.contains("Could not resolve hostname ") }) {
      let matter = line.components(after: "Could not resolve hostname ") ?? line
      return OpenSSHTrouble(
        .unreachable, "cannot find the address of \(matter)", hint: "check the name, or HostName in the ssh config")
    }
    guard let line = lines.last(where: { $0.hasPrefix("ssh: connect to host ") }) else { return nil }
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 6, let reason = line.components(after: ": ", last: true) else { return nil }
    let place = "port \(words[6].filter { $0 != ":" }) of \(words[4])"
    switch reason {
    case "Connection refused":
      return OpenSSHTrouble(
        .refused, "nothing listens on \(place)", hint: "is sshd running there, and is it that port")
    case "Connection timed out", "Operation timed out":
      return OpenSSHTrouble(
        .timedOut, "no answer from \(place) in time", hint: "is the host up, and does a firewall let the port through")
    default: return OpenSSHTrouble(.unreachable, "cannot connect to \(place): \(reason)")
    }
  }

  private static func greeting(_ lines: [String]) -> OpenSSHTrouble? {
    let banner = lines.firstRest("kex_exchange_identification: banner line 0: ")
    // OpenSSH's own words where MaxStartups or PerSourceMaxStartups turn a connection away.
    if let banner, ["Exceeded MaxStartups", "Not allowed at this time"].contains(where: banner.hasPrefix) {
      return OpenSSHTrouble(.turnedAway, "it turned the connection away: it said '\(banner)'")
    }
    if let line = lines.first(where: { $0.contains("invalid format") || $0.contains("invalid characters") }) {
      return OpenSSHTrouble(
        .protocolError, "what listens there is no SSH server: " + (banner.map { "it said '\($0)'" } ?? line),
        hint: "is it the right port")
    }
    if lines.contains(where: { $0.contains("banner exchange") && $0.contains("timed out") }) {
      return OpenSSHTrouble(
        .timedOut, "it accepts connections, but said nothing in time",
        hint: "is the host overloaded, or is ConnectTimeout too short")
    }
    guard
      let line = lines.last(where: { $0.hasPrefix("Connection closed by ") || $0.hasPrefix("Connection reset by ") })
    else { return nil }
    if let banner {
      return OpenSSHTrouble(
        .protocolError, "what listens there is no SSH server: it said '\(banner)'", hint: "is it the right port")
    }
    // Before the version of the other end was read.
    if lines.contains(where: { $0.hasPrefix("kex_exchange_identification: ") }) {
      return OpenSSHTrouble(.turnedAway, "it closed the connection before it said anything")
    }
    return OpenSSHTrouble(
      .lost, "it closed the connection before ssh was logged in (\(line))",
      hint: "its log says why: journalctl -u ssh, or /var/log/auth.log")
  }

  private static func settings(_ lines: [String], _ call: OpenSSHCall) -> OpenSSHTrouble? {
    let marks = ["configuration option", "user config file", "Bad owner or permissions", "command-line: line"]
    guard lines.contains(where: { line in marks.contains(where: line.contains) }) else { return nil }
    return OpenSSHTrouble(.configuration, "ssh cannot read its config: \(lines.joined(separator: "; "))")
  }

  private static func unknown(_ lines: [String], _ call: OpenSSHCall) -> OpenSSHTrouble {
    let said = lines.suffix(5).map { "\n  \($0)" }.joined()
    return OpenSSHTrouble(
      .protocolError, "ssh could not connect" + (said.isEmpty ? "" : ":\(said)"),
      hint: "see what it says by hand: ssh -v \(call.host)")
  }
}

extension [String] {
  fileprivate func firstRest(_ prefix: String) -> String? {
    lazy.compactMap { $0.rest(after: prefix) }.first
  }
}

extension String {
  fileprivate func rest(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  /// What stands behind the first, or the last, of these.
  fileprivate func components(after mark: String, last: Bool = false) -> String? {
    let ranges = ranges(of: mark)
    return (last ? ranges.last : ranges.first).map { String(self[$0.upperBound...]) }
  }

  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
