internal import Reactor

extension OpenSSHLog {
  /// Why ssh ended before the command did, in our own terms.
  func failure(
    of call: OpenSSHCall, saying preamble: [UInt8], _ status: ProcessStatus, known: [String: String] = [:]
  ) -> ConnectionError {
    let said = String(decoding: preamble, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    if case .signalled(let number) = status {
      return ConnectionError(
        host: call.host, .lost, "ssh was killed (SIG\(SignalName.of(number)))", hint: "what runs there runs on")
    }
    if isLoggedIn {
      let last = lines.last.map { ": \($0)" } ?? ""
      return ConnectionError(host: call.host, .lost, "the connection was lost\(last)", hint: "what runs there runs on")
    }
    let isOnTheWay = lines.contains { $0.hasPrefix("Executing proxy ") }
    // What ssh says before it has opened its log stands on standard error.
    let trouble = OpenSSHTrouble(lines.isEmpty ? said : lines, for: call, known: known)
    // With somebody in between, ssh itself only sees that the way is closed; they said why.
    if isOnTheWay, [.lost, .turnedAway, .protocolError].contains(trouble.kind), !said.isEmpty {
      let way = OpenSSHTrouble(said, for: call)
      return ConnectionError(
        host: call.host, way.kind, "the way to it failed:" + said.suffix(5).map { "\n  \($0)" }.joined(),
        hint: "try the way by hand: ssh \(call.host)")
    }
    // What a server says to a person, such as why it lets nobody in, is in its banner.
    let mayExplain = !lines.isEmpty && [.authentication, .lost, .turnedAway].contains(trouble.kind)
    let banner = mayExplain ? said.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(5) : []
    let words = banner.isEmpty ? "" : "\n  it said:" + banner.map { "\n    \($0)" }.joined()
    return ConnectionError(host: call.host, trouble.kind, trouble.message + words, hint: trouble.hint)
  }
}
