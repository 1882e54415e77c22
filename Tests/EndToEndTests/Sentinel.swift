import Crypto
import Deploy
import TestSupport

/// Values that may be found nowhere but where they belong.
struct Sentinel {
  let secrets: [String]

  /// What a secret looks like when it got out: as it is, or as base64, a URL or a shell would have it.
  private var forms: [(secret: String, form: String)] {
    secrets.flatMap { secret in
      let bytes = Array(secret.utf8)
      let url = bytes.map { byte in
        let isPlain = byte.isLetter || byte.isDigit
        return isPlain
          ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
      }.joined()
      return [
        secret, Base64.encode(bytes, padded: false), Base64.encode(bytes + [10], padded: true), url,
        secret.replacing("'", with: #"'\''"#),
      ].map { (secret, $0) }
    }
  }

  /// What of them stands in a text.
  func found(in text: String) -> [String] {
    forms.filter { text.contains($0.form) }.map { "\($0.secret) as \($0.form)" }
  }

  /// What of them stands in the files below a folder, but those whose paths end so.
  func found(below folder: String, except homes: [String]) throws -> [String] {
    var found: [String] = []
    var folders = [folder]
    while let folder = folders.popLast() {
      for name in Files.names(in: Array(folder.utf8)) ?? [] {
        let path = "\(folder)/\(String(decoding: name, as: UTF8.self))"
        if Files.names(in: Array(path.utf8)) != nil {
          folders.append(path)
        } else if Files.isRegular(path), !homes.contains(where: path.hasSuffix) {
          found += self.found(in: String(decoding: try Files.read(Array(path.utf8)), as: UTF8.self)).map {
            "\(path): \($0)"
          }
        }
      }
    }
    return found
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
