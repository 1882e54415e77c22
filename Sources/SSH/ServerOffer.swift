/// What a server said before anything was encrypted: its lists of what it can do.
struct ServerOffer: Sendable {
  /// Ciphers and MACs have a list for each direction.
  let lists: [AlgorithmKind: [[String]]]

  private static let keyExchangeInit: UInt8 = 20

  /// Reads what followed the line with the version; nil if the packet is not there or not whole.
  init?(firstWords bytes: [UInt8]) {
    guard let line = ServerOffer.versionLine(in: bytes) else { return nil }
    var packet = WireReader(bytes[line.upperBound...])
    guard let content = packet.string(), let padding = content.first, content.count > Int(padding) + 18 else {
      return nil
    }
    var reader = WireReader(content.dropFirst())
    guard reader.byte() == ServerOffer.keyExchangeInit else { return nil }
    for _ in 0..<16 { _ = reader.byte() }
    var names: [[String]] = []
    for _ in 0..<6 {
      guard let list = reader.string() else { return nil }
      names.append(String(decoding: list, as: UTF8.self).onOneLineWhole.split(separator: ",").map(String.init))
    }
    lists = [
      .keyExchange: [names[0]], .hostKey: [names[1]], .cipher: [names[2], names[3]], .mac: [names[4], names[5]],
    ]
  }

  /// Where the version stands, with the end of its line: a server may say other lines before it.
  static func versionLine(in bytes: [UInt8]) -> Range<Int>? {
    var start = 0
    while start < bytes.count {
      guard let end = bytes[start...].firstIndex(of: 0x0a) else { return nil }
      if bytes[start...].starts(with: Array("SSH-".utf8)) { return start..<end + 1 }
      start = end + 1
    }
    return nil
  }
}

extension String {
  fileprivate var onOneLineWhole: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7f }))
  }
}
