/// A host as known_hosts names it: in lower case, and as `[host]:port` unless the port is 22.
struct HostName: Sendable, Equatable {
  static let standardPort = 22

  let bytes: [UInt8]

  init(host: String, port: Int = standardPort) {
    let name = port == Self.standardPort ? host : "[\(host)]:\(port)"
    bytes = name.utf8.map(Self.lowercase)
  }

  /// The byte in lower case as the C locale knows it, for that is how OpenSSH compares names.
  static func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
