internal import Crypto
internal import Plan
internal import Playbook

/// There may be a hundred thousand of these lines, so that they are read where they lie.
extension Survey {
  /// Takes lines such as `regular file|644:0:0:12:1700000000||src/a.py`, without the hashes of files; of files with several
  /// names, as `…|3:65025:77|src/a.py`, with their number, device and inode.
  mutating func take(stats text: [UInt8]) {
    eachLine(of: text) { survey, line in
      var rest = line
      guard let kind = rest.first, rest.skip(past: UInt8(ascii: "|")), let mode = rest.takeNumber(radix: 8),
        let owner = rest.takeNumber(), let group = rest.takeNumber(), let size = rest.takeNumber(),
        let modified = rest.takeNumber(before: UInt8(ascii: "|")), let bar = rest.firstIndex(of: UInt8(ascii: "|"))
      else { return }
      let inode = rest[..<bar]
      rest = rest[(bar + 1)...]
      guard let place = survey.place(of: UnsafeBufferPointer(rebasing: rest), in: .stats)
      else { return }
      let attributes = Attributes(mode: FileMode(bits: UInt16(mode & 0o7777)), owner: owner, group: group)
      survey.states[place] =
        switch kind {
        // No hash yet: until it comes, a file counts only if it is empty.
        case UInt8(ascii: "r"): .file(attributes, size: size, hash: Self.nothing, modified: modified)
        case UInt8(ascii: "d"): .directory(attributes, modified: modified)
        case UInt8(ascii: "s"): .link(to: nil)
        default: .other
        }
      if kind == UInt8(ascii: "r"), !inode.isEmpty { survey.inodes[place] = Inode(inode) }
    }
  }

  /// Takes the lines of `sha256sum`; a file whose line does not come stays one without content.
  mutating func take(sums text: [UInt8]) {
    eachLine(of: text) { survey, line in
      guard line.count > 66, let place = survey.place(of: UnsafeBufferPointer(rebasing: line.dropFirst(66)), in: .sums),
        case .file(let attributes, let size, _, let modified)? = survey.states[place],
        let hash = SHA256Digest(hex: UnsafeBufferPointer(rebasing: line.prefix(64)))
      else { return }
      survey.states[place] = .file(attributes, size: size, hash: hash, modified: modified)
    }
  }

  private typealias Line = Slice<UnsafeBufferPointer<UInt8>>

  private mutating func eachLine(of text: [UInt8], _ body: (inout Survey, Line) -> Void) {
    text.withUnsafeBufferPointer { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        body(&self, rest[..<end])
        rest = rest[end...].dropFirst()
      }
    }
  }

  private static let nothing = SHA256Digest(of: [])
}

extension Survey.Inode {
  fileprivate init?(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
    let words = String(decoding: text, as: UTF8.self).split(separator: ":").map(String.init)
    guard words.count == 3, let links = Int(words[0]) else { return nil }
    self.init(links: links, device: words[1], number: words[2])
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// False where there is no such byte.
  fileprivate mutating func skip(past end: UInt8) -> Bool {
    guard let index = firstIndex(of: end) else { return false }
    self = self[(index + 1)...]
    return true
  }

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
