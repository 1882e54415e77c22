package import Playbook

/// The request for what places said lately, or since they were asked before.
package struct LogRequest: Sendable {
  /// Which lines are wanted.
  package struct Rules: Sendable {
    /// How many lines of each place at first; nil for all.
    package var kept: Int?
    package var since: Duration?
    /// A POSIX extended regular expression.
    package var pattern: String?

    package init(kept: Int?, since: Duration?, pattern: String?) {
      self.kept = kept
      self.since = since
      self.pattern = pattern
    }
  }

  private let target: Target
  private let places: [LogPlace]
  private let rules: Rules
  /// How far each place was told; nothing for one that was never asked.
  private var positions: [Int: String] = [:]

  package init(_ places: [LogPlace], at target: Target, _ rules: Rules) {
    self.places = places
    self.target = target
    self.rules = rules
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    var body: [UInt8] = []
    body.add("look_place", ShellWord(target.root.bytes), ShellWord(target.backups.bytes))
    body.add(
      "tail_rules", ShellWord(rules.kept ?? 0), ShellWord(rules.since?.wholeSeconds ?? 0),
      ShellWord(rules.pattern ?? ""))
    for (key, place) in places.enumerated() {
      let position = ShellWord(positions[key] ?? "new")
      switch place {
      case .unit(let name):
        body.add("tail_unit", ShellWord(key), position, ShellWord(name.description), ShellWord(name.manager.word))
      case .service(let name):
        body.add("tail_service", ShellWord(key), position, ShellWord(name.name), ShellWord(name.project.word))
      case .file(let path): body.add("tail_file", ShellWord(key), position, ShellWord(path.bytes))
      }
    }
    return CountedBody(body).request("look")
  }

  /// What the places said; the next request asks for what comes then.
  package mutating func take(_ replies: [Reply]) throws(MalformedReply) -> [LogPiece] {
    var pieces: [LogPiece] = []
    for reply in replies {
      guard reply.words.count >= 3, reply.words[0] == "log", let key = Int(reply.words[1]), places.indices.contains(key)
      else { throw MalformedReply(reply: reply) }
      positions[key] = reply.words[2]
      pieces.append(LogPiece(places[key], reply, mark: reply.words.count > 3 ? reply.words[3] : ""))
    }
    return pieces
  }
}

/// What one place said.
package struct LogPiece: Sendable {
  package let place: LogPlace
  package let lines: [LogLine]
  /// True when older lines were left out, since there were too many.
  package let isCut: Bool
  /// True for a place that is not there, or cannot be read.
  package let isSilent: Bool

  init(_ place: LogPlace, _ reply: Reply, mark: String) {
    self.place = place
    isCut = mark == "cut"
    isSilent = mark == "silent"
    let texts = String(decoding: reply.body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
    var time = ""
    lines = texts.map { text in
      let line = LogLine(text, of: place, after: time)
      time = line.time
      return line
    }
  }
}

/// A line with the time at which it was said, as text that sorts; empty for the lines of files, which have none of their
/// own that could be trusted.
package struct LogLine: Sendable, Hashable {
  package let place: LogPlace
  package let time: String
  package let text: String

  init(_ line: Substring, of place: LogPlace, after last: String) {
    self.place = place
    var rest = line
    let word = line.prefix { $0 != " " }
    guard place.stampsLines, word.first?.isNumber == true, word.contains("T") else {
      // What belongs to the line before has no time.
      (time, text) = (place.stampsLines ? last : "", String(line))
      return
    }
    time = String(word.prefix(19) + word.dropFirst(19).prefix { $0 == "." || $0.isNumber })
    rest = line.dropFirst(word.count + 1)
    if case .unit = place, let end = rest.firstRange(of: ": ") { rest = rest[end.upperBound...] }
    text = String(rest)
  }
}

extension LogPlace {
  fileprivate var stampsLines: Bool { if case .file = self { false } else { true } }
}
