/// What an ssh process tells about itself at the level DEBUG1, line by line.
struct OpenSSHLog {
  enum RemoteEnd: Equatable {
    case status
    case signal
    /// A master has the session, and does not say.
    case untold
  }

  /// By what ssh is logged in; nil before it is.
  private(set) var way: String?
  private(set) var remoteEnd: RemoteEnd?
  /// The lines that may explain a failure.
  private(set) var lines: [String] = []
  private var rest: [UInt8] = []

  private static let mostLines = 200
  private static let telling = [
    "Server host key: ", "Offering public key: ", "Server accepts key: ", "Executing proxy ",
  ]
  private static let statistics = ["Transferred: ", "Bytes per second: "]

  var isLoggedIn: Bool { way != nil }

  mutating func feed(_ bytes: [UInt8]) {
    rest += bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      take(String(decoding: rest[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self))
      rest.removeSubrange(...end)
    }
  }

  private mutating func take(_ line: String) {
    guard line.hasPrefix("debug") else {
      if way == nil, line.hasPrefix("Authenticated to ") {
        way = line.split(separator: "\"").dropFirst().first.map(String.init) ?? "logged in"
        // What was tried before has worked out: a loss has other reasons.
        lines = []
      } else if !OpenSSHLog.statistics.contains(where: line.hasPrefix), lines.count < OpenSSHLog.mostLines {
        lines.append(line)
      }
      return
    }
    let words = line.drop { $0 != " " }.dropFirst()
    if words.hasPrefix("mux_client_request_session: master session id") {
      (way, remoteEnd) = ("its open ControlMaster", .untold)
    } else if words.hasPrefix("client_input_channel_req: "), words.contains(" rtype exit-") {
      remoteEnd = words.contains(" rtype exit-status ") ? .status : .signal
    } else if OpenSSHLog.isTelling(words), lines.count < OpenSSHLog.mostLines {
      // The command itself may hold a secret, and what stands here may be shown.
      lines.append(String(words.hasPrefix("Executing proxy ") ? words.prefix { $0 != ":" } : words))
    }
  }

  private static func isTelling(_ words: Substring) -> Bool {
    telling.contains(where: words.hasPrefix) || words.hasPrefix("kex_exchange_identification: banner line")
  }
}
