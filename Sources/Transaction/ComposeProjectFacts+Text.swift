internal import Plan

extension ComposeProjectFacts {
  /// Reads lines `missing PATH`, `profile NAME` and `trouble TEXT`.
  init(lines: [UInt8]) {
    var missing: [[UInt8]] = []
    var profiles: [String] = []
    var trouble: [String] = []
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      guard let cut = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let rest = Array(line[(cut + 1)...])
      switch String(decoding: line[..<cut], as: UTF8.self) {
      case "missing": missing.append(rest)
      case "profile": profiles.append(String(decoding: rest, as: UTF8.self))
      default: trouble.append(String(decoding: rest, as: UTF8.self))
      }
    }
    self.init(missing: missing, strangeProfiles: profiles, trouble: trouble)
  }
}
