internal import Crypto
internal import Plan
internal import Playbook

extension Survey {
  /// Takes lines such as `regular file|644:0:0:12:1700000000|src/a.py`, without the hashes of files.
  mutating func take(stats text: [UInt8]) {
    let nothing = SHA256Digest(of: [])
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: UInt8(ascii: "|"), maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let numbers = parts[1].split(separator: UInt8(ascii: ":")).map { String(decoding: $0, as: UTF8.self) }
      guard numbers.count == 5, let mode = UInt16(numbers[0], radix: 8), let owner = Int(numbers[1]),
        let group = Int(numbers[2]), let size = Int(numbers[3]), let modified = Int(numbers[4])
      else { continue }
      let attributes = Attributes(mode: FileMode(bits: mode), owner: owner, group: group)
      let state: FileState =
        switch parts[0].first {
        // No hash yet: until it comes, a file counts only if it is empty.
        case UInt8(ascii: "r"): .file(attributes, size: size, hash: nothing, modified: modified)
        case UInt8(ascii: "d"): .directory(attributes, modified: modified)
        case UInt8(ascii: "s"): .link(to: nil)
        default: .other
        }
      states[Array(parts[2])] = state
    }
  }

  /// Takes the lines of `sha256sum`; a file whose line does not come is as if it had not been seen.
  mutating func take(sums text: [UInt8]) {
    var hashes: [[UInt8]: SHA256Digest] = [:]
    for line in text.split(separator: UInt8(ascii: "\n")) where line.count > 66 {
      guard let hash = SHA256Digest(hex: String(decoding: line.prefix(64), as: UTF8.self)) else { continue }
      hashes[Array(line.dropFirst(66))] = hash
    }
    for (name, state) in states {
      guard case .file(let attributes, let size, _, let modified) = state else { continue }
      states[name] = hashes[name].map { .file(attributes, size: size, hash: $0, modified: modified) }
    }
  }
}
