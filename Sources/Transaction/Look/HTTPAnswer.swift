package import Playbook

/// What a web server answers over a stream, as far as it has come.
package struct HTTPAnswer: Sendable {
  private var bytes: [UInt8] = []
  private var isOver = false

  /// More of an answer than this nobody looks at.
  private static let mostBytes = 1 << 20

  package init() {}

  package mutating func feed(_ more: [UInt8]) { bytes += more }

  /// The stream has ended.
  package mutating func end() { isOver = true }

  /// Whether nothing more has to come.
  package var isWhole: Bool { bytes.count >= Self.mostBytes || read?.isWhole ?? false }

  /// What was asked for, against what came.
  package func reading(of check: HTTPCheck) -> (status: Int, body: [UInt8], fault: String?)? {
    guard let read else { return nil }
    let wanted = check.statuses.map(\.description).joined(separator: " ")
    let number = "\(read.status)"
    guard check.statuses.contains(where: { $0.description == number || $0.description == "\(number.prefix(1))xx" })
    else { return (read.status, read.body, "status \(number), wanted \(wanted)") }
    return (read.status, read.body, isWhole ? nil : "status \(number), but the answer broke off")
  }

  private struct Read {
    let status: Int
    let body: [UInt8]
    let isWhole: Bool
  }

  /// Nil as long as there is no status.
  private var read: Read? {
    var rest = bytes[...]
    while true {
      guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
      rest = rest[end.upperBound...]
      let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
      guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { return nil }
      // Only a word on the way.
      if (100..<200).contains(status), status != 101 { continue }
      return Self.read(status, headers: lines.dropFirst(), rest, isOver: isOver)
    }
  }

  private static func read(
    _ status: Int, headers: ArraySlice<Substring>, _ rest: ArraySlice<UInt8>, isOver: Bool
  ) -> Read {
    func header(_ name: String) -> String? {
      headers.first { $0.lowercased().hasPrefix("\(name):") }.map { line in
        line.dropFirst(name.count + 1).lowercased().split(separator: " ").joined(separator: " ")
      }
    }
    if status == 204 || status == 304 { return Read(status: status, body: [], isWhole: true) }
    if header("transfer-encoding")?.hasSuffix("chunked") == true {
      let (body, isWhole) = joined(rest)
      return Read(status: status, body: body, isWhole: isWhole)
    }
    if let length = header("content-length").flatMap({ Int($0) }) {
      return Read(status: status, body: Array(rest.prefix(length)), isWhole: rest.count >= length)
    }
    return Read(status: status, body: Array(rest), isWhole: isOver)
  }

  /// A body that comes in pieces, each after a line with its size; a last one has none.
  private static func joined(_ pieces: ArraySlice<UInt8>) -> (body: [UInt8], isWhole: Bool) {
    var rest = pieces
    var body: [UInt8] = []
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      let digits = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0.isHexDigit }
      guard let size = Int(digits, radix: 16) else { return (body, false) }
      if size == 0 { return (body, true) }
      rest = rest[end.upperBound...]
      body += rest.prefix(size)
      guard rest.count >= size + 2 else { return (body, false) }
      rest = rest.dropFirst(size + 2)
    }
    return (body, false)
  }
}

extension HTTPCheck {
  /// The request as it goes over a stream.
  package func request(to address: HTTPAddress) -> [UInt8] {
    var lines = ["GET \(address.path) HTTP/1.1"]
    let named = Set(headers.map { $0.description.prefix { $0 != ":" }.lowercased() })
    for (name, value) in [("Host", address.authority), ("User-Agent", "deployctl"), ("Accept", "*/*")]
    where !named.contains(name.lowercased()) {
      lines.append("\(name): \(value)")
    }
    lines += headers.map(\.description) + ["Connection: close", "", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }
}
