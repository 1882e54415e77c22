internal import Glibc

/// Who runs a command and from where, in one word for the history: `anna@laptop`.
enum Author {
  static let word: String = {
    let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid\(getuid())"
    var system = utsname()
    let host =
      uname(&system) == 0
      ? withUnsafeBytes(of: system.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) } : "unknown"
    return String("\(user)@\(host)".map { $0.isLetter || $0.isNumber || "@._-".contains($0) ? $0 : "_" })
  }()
}
