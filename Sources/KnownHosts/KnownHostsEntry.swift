import Crypto

/// One line of a known_hosts file that holds a key.
struct KnownHostsEntry: Sendable {
  enum Marker: Sendable, Equatable { case none, certAuthority, revoked }

  let marker: Marker
  let hosts: HostField
  let blob: [UInt8]
  let key: PublicKey
  let line: Int
  let place: String

  var fingerprint: String { HostKey.fingerprint(blob) }

  /// Reads a line; nil for a comment, a blank line and anything OpenSSH would skip.
  init?(_ line: ArraySlice<UInt8>, number: Int, file: String) {
    // OpenSSH reads C strings: nothing after a zero byte is seen.
    var fields = Fields(line.prefix { $0 != 0 })
    guard var first = fields.next(), first.first != UInt8(ascii: "#") else { return nil }
    var marker = Marker.none
    if first.first == UInt8(ascii: "@") {
      // OpenSSH ends a marker at a space and skips a line that has a tab there; a revocation is not lost to that here.
      guard let known = Self.markers[String(decoding: first, as: UTF8.self)], let hosts = fields.next() else {
        return nil
      }
      guard hosts.first != UInt8(ascii: "@") else { return nil }
      (marker, first) = (known, hosts)
    }
    guard let hosts = HostField(first), let type = fields.next(), let text = fields.next() else { return nil }
    guard let blob = Base64.decode(text.filter { !Self.ignored.contains($0) }), let key = PublicKey(blob) else {
      return nil
    }
    guard PublicKey.type(named: String(decoding: type, as: UTF8.self)) == key.type else { return nil }
    guard key.isUsable || marker == .revoked else { return nil }
    self.marker = marker
    self.hosts = hosts
    self.blob = blob
    self.key = key
    self.line = number
    self.place = "\(file):\(number)"
  }

  private static let markers: [String: Marker] = ["@cert-authority": .certAuthority, "@revoked": .revoked]

  /// White space that OpenSSH skips inside base64: the carriage return of a Windows file above all.
  private static let ignored: [UInt8] = [0x0b, 0x0c, 0x0d]

  /// The words of a line, separated by spaces and tabs.
  private struct Fields {
    private var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { rest = line }

    mutating func next() -> ArraySlice<UInt8>? {
      rest = rest.drop(while: Self.isBlank)
      let word = rest.prefix { !Self.isBlank($0) }
      rest = rest[word.endIndex...]
      return word.isEmpty ? nil : word
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  }
}
