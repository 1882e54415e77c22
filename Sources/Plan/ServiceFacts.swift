internal import Playbook

/// What a host says about a systemd unit.
package struct UnitFacts: Sendable, Hashable {
  /// `loaded`, `not-found`, `masked`, `error`.
  package let load: String
  package let active: String

  package init(load: String, active: String) {
    self.load = load
    self.active = active
  }
}

/// What a host says about a service of a compose project.
package struct ComposeFacts: Sendable, Hashable {
  package struct Mount: Sendable, Hashable {
    package let source: [UInt8]
    package let isFile: Bool

    package init(source: [UInt8], isFile: Bool) {
      self.source = source
      self.isFile = isFile
    }

    /// How a file of the host looks from inside.
    func view(of path: AbsolutePath) -> View {
      if source == path.bytes { return isFile ? .asSingleFile : .inFolder }
      return path.bytes.starts(with: source + [UInt8(ascii: "/")]) ? .inFolder : .hidden
    }
  }

  package enum View: Sendable {
    case hidden, inFolder, asSingleFile
  }

  package let containers: Int
  package let mounts: [Mount]
  /// The files that its settings come from: those of compose, and those with variables.
  package let inputs: Set<[UInt8]>

  package init(containers: Int, mounts: [Mount], inputs: Set<[UInt8]> = []) {
    self.containers = containers
    self.mounts = mounts
    self.inputs = inputs
  }

  /// The folder wins: a file that is mounted both ways changes where it matters.
  func view(of path: AbsolutePath) -> View {
    let views = mounts.map { $0.view(of: path) }
    return views.contains(.inFolder) ? .inFolder : views.contains(.asSingleFile) ? .asSingleFile : .hidden
  }
}

extension Facts {
  /// Why units of this account's own systemd cannot be touched or looked at.
  var lackOfUserManager: String? {
    let hint = "'loginctl enable-linger' for the account"
    if silentManagers.contains(UnitManager.user.word) { return "uid \(user) has no systemd of its own: \(hint)" }
    return lingers ? nil : "the units of uid \(user) end with its last session: \(hint)"
  }

  /// Why nobody hears what these units say.
  func lackOfJournal(of units: [UnitName]) -> String? {
    if canReadJournal || assumesRights { return nil }
    let group = "add it to the group systemd-journal"
    guard units.allSatisfy({ $0.manager == .user }) else {
      return "uid \(user) may not read the journal: \(group), or 'become: true'"
    }
    return canReadOwnJournal
      ? nil : "uid \(user) may not read what its own units say, since the journal is kept in memory: \(group)"
  }

  /// Why new images cannot be made for these compose services.
  func unbuilt(_ services: [ComposeService]) -> [String] {
    services.filter { !builtServices.contains($0) }.map { service in
      "the image of '\(service)' is not built here: its compose file has no 'build' for it"
    }
  }

  /// Why these compose services cannot be touched or looked at.
  func objections(to services: [ComposeService], root: AbsolutePath) -> [String] {
    guard !silentManagers.contains("compose") else { return ["docker does not answer on the host"] }
    guard hasCompose else { return ["the host has neither 'docker compose' nor docker-compose"] }
    return services.compactMap { service in
      let place = service.project.place(in: root)
      guard let known = composeServices[service] else {
        return "compose does not know a service '\(service)' in \(place)"
      }
      return known.containers > 0 ? nil : "'\(service)' has no container: start the project in \(place) first"
    }
  }
}
