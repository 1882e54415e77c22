/// A line of an ssh config file, as far as it takes to tell whether two hosts are told the same.
///
/// What a line means is for `ssh -G` to say.
enum ConfigLine: Sendable, Equatable {
  /// Says whom the lines after it are for.
  case hosts([HostChoice])
  /// Says that the lines after it are for all; those of a final one only when all is read again, for the address.
  case all(isFinal: Bool)
  /// Names files to read in its place.
  case include([String])
  /// Gives the host its address, its account or its port.
  case hostName(String)
  case user(String)
  case port(Int)
  /// Leads through other hosts, but never a host through itself.
  case jump([UInt8])
  /// Means the same for every host to which it applies.
  case common
  /// May mean something else for each host.
  case personal
  case empty

  /// Reads the line; nil for what may be understood differently here and there.
  init?(_ text: ArraySlice<UInt8>) {
    let line = text.drop(while: \.isConfigBlank)
    guard let first = line.first, first != UInt8(ascii: "#") else {
      self = .empty
      return
    }
    let keyword = line.prefix(while: \.isLetterOrDigit)
    let gap = line[keyword.endIndex...].prefix(while: \.isConfigBlank)
    var value = line[gap.endIndex...]
    if value.first == UInt8(ascii: "=") {
      value = value.dropFirst().drop(while: \.isConfigBlank)
    } else if gap.isEmpty {
      return nil
    }
    while let last = value.last, last.isConfigBlank { value.removeLast() }
    guard !keyword.isEmpty, !value.isEmpty else { return nil }
    self.init(String(decoding: keyword, as: UTF8.self).lowercased(), value)
  }

  private init?(_ keyword: String, _ value: ArraySlice<UInt8>) {
    switch keyword {
    case "host":
      guard let words = ConfigLine.words(value) else { return nil }
      self = .hosts(words.map(HostChoice.init))
    case "include":
      guard let words = ConfigLine.words(value), words.allSatisfy(ConfigLine.isPlainPath) else { return nil }
      self = .include(words.map { String(decoding: $0, as: UTF8.self) })
    case "hostname", "user", "port":
      guard let words = ConfigLine.words(value), words.count == 1 else { return nil }
      self = ConfigLine.own(keyword, String(decoding: value, as: UTF8.self))
    case "proxyjump" where !ConfigLine.expands(value):
      self = .jump(Array(value))
    case "match":
      // Anything else asks what is in force, or programs.
      switch ConfigLine.words(value)?.map({ String(decoding: $0, as: UTF8.self).lowercased() }) {
      case ["all"]: self = .all(isFinal: false)
      case ["final", "all"]: self = .all(isFinal: true)
      default: return nil
      }
    // Nobody looks at more of it than whether there is one.
    case "controlpath": self = .common
    case "knownhostscommand": self = .personal
    default: self = keyword.hasPrefix("canonical") || ConfigLine.expands(value) ? .personal : .common
    }
  }

  private static func own(_ keyword: String, _ value: String) -> ConfigLine {
    switch keyword {
    case "hostname" where PlainName.isHost(value): .hostName(value)
    case "user" where PlainName.isUser(value): .user(value)
    case "port": PlainName.port(value).map { .port($0) } ?? .personal
    default: .personal
    }
  }

  /// The words of a value; nil where quotes or comments may be in it, of which older and newer clients think differently.
  private static func words(_ value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    let words = value.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let strange = Array(##""'\#="##.utf8)
    let arePlain = words.allSatisfy { $0.allSatisfy { $0 > 0x20 && $0 != 0x7f && !strange.contains($0) } }
    return arePlain ? words : nil
  }

  private static func isPlainPath(_ word: ArraySlice<UInt8>) -> Bool {
    let marks = Array("._-/~*?".utf8)
    return word.allSatisfy { $0.isLetterOrDigit || marks.contains($0) }
  }

  private static func expands(_ value: ArraySlice<UInt8>) -> Bool {
    value.contains(UInt8(ascii: "%")) || value.contains(UInt8(ascii: "$"))
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }

  fileprivate var isConfigBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}
