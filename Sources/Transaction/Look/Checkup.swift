package import Plan
package import Playbook

/// What was found on one host, a line for each matter: it is well, or there is something to do.
package struct Checkup: Sendable {
  package struct Line: Sendable {
    package let matter: String
    package let words: String
    /// What to do; nil where all is well.
    package let advice: String?

    package init(_ matter: String, _ words: String, advice: String? = nil) {
      self.matter = matter
      self.words = words
      self.advice = advice
    }
  }

  package private(set) var lines: [Line] = []

  package var hasFindings: Bool { lines.contains { $0.advice != nil } }

  package init(_ lines: [Line] = []) { self.lines = lines }

  package mutating func add(_ matter: String, _ words: String, advice: String? = nil) {
    lines.append(Line(matter, words, advice: advice))
  }
}

extension Checkup {
  /// The host itself, by the clock of this machine.
  package mutating func add(host facts: Facts, _ answers: CheckupAnswers, clock now: Int) {
    add("account", "uid \(facts.user)")
    add(sudo: answers.sudo)
    let versions = answers.versions.compactMap { version(in: $0.text) }.joined(separator: ", ")
    add(
      "tools", answers.lacking.isEmpty ? versions : "not there: \(answers.lacking.joined(separator: ", "))",
      advice: answers.lacking.isEmpty ? nil : "install them: coreutils, tar, grep and sed, or busybox, hold them all")
    if let clock = answers.clock { add(skew: clock - now) }
    add(
      "session", facts.detach == .none ? "nothing that this account starts outlives its session" : "a run outlives it",
      advice: facts.detach == .none ? "'loginctl enable-linger' for the account, or 'become: true'" : nil)
    add(systemd: answers.systemd, facts)
    add(docker: answers)
  }

  /// The beginning of what a tool says of itself; curl names its libraries too.
  private func version(in text: String) -> String? {
    let words = text.split(separator: " ").prefix(4)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private mutating func add(sudo: CheckupAnswers.Sudo?) {
    switch sudo {
    case nil: break
    case .absent: add("sudo", "not there, so 'become: true' cannot be used")
    case .free: add("sudo", "works without a password")
    case .asks: add("sudo", "wants a password, which is asked for, or read from --become-password-file")
    }
  }

  /// More is not a clock that goes slowly, but one that nobody sets.
  private static let mostSkew = 30

  private mutating func add(skew: Int) {
    guard abs(skew) > Self.mostSkew else {
      add("clock", "as this machine's")
      return
    }
    add(
      "clock", "\(abs(skew)) s \(skew > 0 ? "ahead of" : "behind") this machine's",
      advice: "have both set by the network ('timedatectl set-ntp true'): names of runs and logs go by the time")
  }

  private mutating func add(systemd state: String?, _ facts: Facts) {
    guard let state else {
      add("systemd", "not there")
      return
    }
    add(
      "systemd", state.isEmpty ? "does not answer" : state,
      advice: state == "degraded"
        ? "'systemctl --failed' names the units that failed" : state.isEmpty ? "look at the console of the host" : nil)
    add(
      "journal", facts.canReadJournal ? "can be read" : "cannot be read by uid \(facts.user)",
      advice: facts.canReadJournal ? nil : "add the account to the group systemd-journal, or 'become: true'")
  }

  private mutating func add(docker answers: CheckupAnswers) {
    guard let docker = answers.docker else {
      add("docker", "not there")
      return
    }
    let last = docker.text.split(separator: "\n").last.map(String.init) ?? "does not answer"
    let isForbidden = docker.text.contains("permission denied")
    add(
      "docker", last,
      advice: docker.isUp
        ? nil
        : isForbidden
          ? "add the account to the group docker, or 'become: true'" : "start it: 'systemctl start docker'")
    add("compose", answers.compose ?? "neither 'docker compose' nor docker-compose is there")
  }
}

extension Checkup {
  /// The root and its backup folder.
  package mutating func add(place target: Target, _ facts: Facts) {
    switch facts.root {
    case .absent:
      add("root", "\(target.root) does not exist", advice: "make it, or correct 'root' in the playbook")
      return
    case .closed:
      add(
        "root", "\(target.root) cannot be entered by uid \(facts.user)",
        advice: "give the account the right, or 'become: true'")
      return
    case .entered: add("root", target.root.description)
    }
    let writing = facts.backupRefusals(for: target)
    add(
      "writing", writing.first ?? "\(target.backups) can be written",
      advice: writing.isEmpty ? nil : "'become: true', or give uid \(facts.user) the right to write there")
    add(room: target, facts)
    add(lock: target, facts)
    add(runs: target, facts)
  }

  private mutating func add(room target: Target, _ facts: Facts) {
    let refusals = facts.spaceRefusals(for: [], in: target)
    let device = facts.backupFilesystem(of: target)?.device ?? ""
    let free = facts.free[device]
    let inodes = free?.inodes.map { ", \($0) inodes" } ?? ""
    add(
      "disk", refusals.first ?? free.map { "\($0.bytes >> 20) MiB\(inodes) free" } ?? "unknown",
      advice: refusals.isEmpty ? nil : "make room: 'deployctl backups prune' removes old sets")
  }

  private mutating func add(lock target: Target, _ facts: Facts) {
    let place = "\(target.host.name):\(target.root)"
    guard let lock = facts.lock else {
      add("lock", "free")
      return
    }
    switch lock.standing {
    case .alive: add("lock", "held by the run \(lock.run)", advice: "'deployctl attach \(place)' follows it")
    case .stale: add("lock", "left by the run \(lock.run), whose process is dead: the next run takes it over")
    case .unseen:
      add(
        "lock", "held by the run \(lock.run), of which nobody can tell whether it lives",
        advice: "'deployctl unlock \(place) --reason TEXT' if it does not")
    }
  }

  private mutating func add(runs target: Target, _ facts: Facts) {
    let open = facts.sets.filter { $0.needsRecovery && !facts.isAtWork($0) }
    for set in open {
      add(
        "runs", "\(set.name) is \(set.state == .stuck ? "stuck" : "unfinished")",
        advice: "'deployctl recover \(target.host.name):\(target.root)' finishes it or takes it back")
    }
    if facts.hasClosedSets { add("runs", "uid \(facts.user) cannot look into the backup sets") }
    if open.isEmpty, !facts.hasClosedSets { add("runs", "none is unfinished") }
    for owed in facts.owed {
      add("owed", "\(owed.title), since \(owed.run)", advice: "the next deploy does it, or do it by hand")
    }
  }
}
