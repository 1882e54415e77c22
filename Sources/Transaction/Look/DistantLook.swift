package import Playbook

/// The requests by which the controller looks at an address from its own machine.
package enum DistantLook {
  /// Asks for nothing but whether there is anything to look with.
  package static var tools: [UInt8] { request(ShellLine(["distant_tools"])) }

  package static func request(_ check: HTTPCheck) -> [UInt8] {
    request(ShellLine(["distant_http"] + check.words))
  }

  /// Asks whether some line of a text matches a pattern.
  package static func match(_ pattern: String, in text: [UInt8]) -> [UInt8] {
    request(ShellLine(["distant_match", ShellWord(pattern), ShellWord(text)]))
  }

  private static func request(_ line: ShellLine) -> [UInt8] {
    var body = Runtime.distant
    body.add(line)
    return CountedBody(body).request("look")
  }
}

/// What was seen there.
package struct DistantAnswer: Sendable {
  package let isWell: Bool
  package let measured: String
  /// The beginning of what was answered, where it was not what it should be.
  package let lines: [String]

  private init(isWell: Bool, _ measured: String, _ lines: [String] = []) {
    self.isWell = isWell
    self.measured = measured
    self.lines = lines
  }

  package static func well(_ measured: String) -> DistantAnswer { DistantAnswer(isWell: true, measured) }
  package static func ill(_ measured: String, _ lines: [String] = []) -> DistantAnswer {
    DistantAnswer(isWell: false, measured, lines)
  }

  package init(_ replies: [Reply]) throws(MalformedReply) {
    guard let reply = replies.first(where: { $0.words.first == "answer" }), reply.words.count == 2 else {
      throw MalformedReply(reply: replies.first ?? Reply(words: [], body: []))
    }
    isWell = reply.words[1] == "well"
    let text = reply.text.split(separator: "\n").map(String.init)
    measured = text.first ?? ""
    lines = Array(text.dropFirst())
  }
}
