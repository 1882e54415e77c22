/// The request for a check-up of a host, which writes nothing.
package enum CheckupRequest {
  /// What the runtime cannot do without, beside what a shell has.
  static let needed = [
    "cat", "chmod", "chown", "cp", "date", "dd", "df", "grep", "head", "id", "ln", "ls", "mkdir", "mkfifo", "mv", "od",
    "readlink", "rm", "rmdir", "sed", "sha256sum", "sleep", "sort", "stat", "sync", "tail", "tar", "tr", "uname",
  ]
  /// What tells which kind of host it is.
  private static let telling = ["stat", "tar", "grep", "curl", "systemctl", "docker"]

  /// The bytes to send.
  package static var bytes: [UInt8] {
    var body = Runtime.checkup
    body.add(ShellLine(["checkup_needs"] + needed.map { ShellWord($0) }))
    body.add(ShellLine(["checkup_versions"] + telling.map { ShellWord($0) }))
    for verb in ["checkup_sudo", "checkup_systemd", "checkup_docker", "checkup_clock"] {
      body += Array("\(verb)\n".utf8)
    }
    return CountedBody(body).request("look")
  }
}

/// What a host answered to it.
package struct CheckupAnswers: Sendable {
  package enum Sudo: String, Sendable { case absent, free, asks }

  package private(set) var lacking: [String] = []
  package private(set) var versions: [(tool: String, text: String)] = []
  package private(set) var clock: Int?
  package private(set) var sudo: Sudo?
  /// `running`, `degraded`, …; nil without systemd.
  package private(set) var systemd: String?
  /// Nil without docker.
  package private(set) var docker: (isUp: Bool, text: String)?
  package private(set) var compose: String?

  package init(_ replies: [Reply]) throws(MalformedReply) {
    for reply in replies {
      let words = reply.words
      switch (words.first, words.count) {
      case ("lacks", 2): lacking.append(words[1])
      case ("has", 2): versions.append((words[1], reply.text))
      case ("clock", 2): clock = Int(words[1])
      case ("sudo", 2): sudo = Sudo(rawValue: words[1])
      case ("systemd", 1): systemd = reply.text
      case ("docker", 2): docker = (words[1] == "up", reply.text)
      case ("compose", 1): compose = reply.text
      default: throw MalformedReply(reply: reply)
      }
    }
  }
}
