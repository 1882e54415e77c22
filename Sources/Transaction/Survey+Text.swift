internal import Crypto
internal import Plan
internal import Playbook

/// There may be a hundred thousand of these lines, so that they are read without making texts of them.
extension Survey {
  /// Takes lines such as `regular file|644:0:0:12:1700000000|src/a.py`, without the hashes of files.
  mutating func take(stats text: [UInt8]) {
    let lines = text.split(separator: UInt8(ascii: "\n"))
    states.reserveCapacity(states.count + lines.count)
    for line in lines {
      var rest = line[...]
      guard let kind = rest.first, let bar = rest.firstIndex(of: UInt8(ascii: "|")) else { continue }
      rest = rest[(bar + 1)...]
      guard let mode = rest.takeNumber(radix: 8), let owner = rest.takeNumber(), let group = rest.takeNumber(),
        let size = rest.takeNumber(), let modified = rest.takeNumber(before: UInt8(ascii: "|"))
      else { continue }
      let attributes = Attributes(mode: FileMode(bits: UInt16(mode & 0o7777)), owner: owner, group: group)
      states[Name(rest)] =
        switch kind {
        // No hash yet: until it comes, a file counts only if it is empty.
        case UInt8(ascii: "r"): .file(attributes, size: size, hash: Self.nothing, modified: modified)
        case UInt8(ascii: "d"): .directory(attributes, modified: modified)
        case UInt8(ascii: "s"): .link(to: nil)
        default: .other
        }
    }
  }

  /// Takes the lines of `sha256sum`; a file whose line does not come stays one without content.
  mutating func take(sums text: [UInt8]) {
    for line in text.split(separator: UInt8(ascii: "\n")) where line.count > 66 {
      let name = Name(line.dropFirst(66))
      guard case .file(let attributes, let size, _, let modified)? = states[name],
        let hash = SHA256Digest(hex: line.prefix(64))
      else { continue }
      states[name] = .file(attributes, size: size, hash: hash, modified: modified)
    }
  }

  private static let nothing = SHA256Digest(of: [])
}

extension ArraySlice<UInt8> {
  /// Takes a number with what ends it; nil where something else stands there.
  fileprivate mutating func takeNumber(radix: Int = 10, before end: UInt8 = UInt8(ascii: ":")) -> Int? {
    var number = 0
    var index = startIndex
    while index < endIndex, self[index] != end {
      let digit = Int(self[index]) - 0x30
      guard (0..<radix).contains(digit), number < 1 << 56 else { return nil }
      number = number * radix + digit
      index += 1
    }
    guard index > startIndex, index < endIndex else { return nil }
    self = self[(index + 1)...]
    return number
  }
}
