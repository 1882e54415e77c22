import Crypto
import Deploy
import TestSupport

/// Values that may be found nowhere but where they belong.
struct Sentinel {
  let secrets: [String]

  /// What a secret looks like when it got out: as it is, or as base64, digits, a URL, a shell, JSON or XML would have it.
  private var forms: [(secret: String, form: String)] {
    secrets.flatMap { secret in
      let bytes = Array(secret.utf8)
      let url = bytes.map { byte in
        let isPlain = byte.isLetter || byte.isDigit
        return isPlain
          ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
      }.joined()
      let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      let json = secret.replacing(#"\"#, with: #"\\"#).replacing("\"", with: #"\""#)
      let ascii = json.utf16.map { unit in
        unit < 0x80 ? String(UnicodeScalar(UInt8(unit))) : #"\u"# + String(Int(unit) + 0x10000, radix: 16).dropFirst()
      }.joined()
      let markup = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")].reduce(secret) {
        $0.replacing($1.0, with: $1.1)
      }
      return [
        digits, digits.uppercased(), json, ascii, markup, markup.replacing("'", with: "&#x27;"), url.lowercased(),
        Base64.encode(bytes, padded: false).replacing("+", with: "-").replacing("/", with: "_"),
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
