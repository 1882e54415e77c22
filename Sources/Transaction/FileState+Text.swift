internal import Crypto
package import Plan
internal import Playbook

/// The codec of states, as manifests and probe replies hold them:
/// `absent`, `file:MODE:UID:GID:SIZE:SHA256:TIME`, `dir:MODE:UID:GID:::TIME`, `link:::::TARGET:`, `link`, `other`,
/// `unreadable`.
extension FileState {
  package var text: String {
    switch self {
    case .absent: "absent"
    case .file(let it, let size, let hash, let modified):
      "file:\(it.mode):\(it.owner):\(it.group):\(size):\(hash):\(modified)"
    case .directory(let it, let modified): "dir:\(it.mode):\(it.owner):\(it.group):::\(modified)"
    case .link(nil): "link"
    case .link(let target?): "link:::::\(String(decoding: target, as: UTF8.self)):"
    case .other: "other"
    case .unreadable: "unreadable"
    }
  }

  /// What a link holds need not be text.
  var bytes: [UInt8] {
    if case .link(let target?) = self { Self.linkMark + target + [UInt8(ascii: ":")] } else { Array(text.utf8) }
  }

  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: Self.linkMark) {
      guard bytes.last == UInt8(ascii: ":"), bytes.count > Self.linkMark.count else { return nil }
      self = .link(to: Array(bytes.dropFirst(Self.linkMark.count).dropLast()))
    } else {
      self.init(String(decoding: bytes, as: UTF8.self))
    }
  }

  private static let linkMark = Array("link:::::".utf8)

  package init?(_ text: some StringProtocol) {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (fields.first, fields.count) {
    case ("absent", 1): self = .absent
    case ("link", 1): self = .link(to: nil)
    case ("unreadable", 1): self = .unreadable
    case ("other", _): self = .other
    case ("file", 7):
      guard let attributes = Attributes(fields[1...3]), let size = Int(fields[4]),
        let hash = SHA256Digest(hex: fields[5]), let modified = Int(fields[6])
      else { return nil }
      self = .file(attributes, size: size, hash: hash, modified: modified)
    case ("dir", 7):
      guard let attributes = Attributes(fields[1...3]), let modified = Int(fields[6]) else { return nil }
      self = .directory(attributes, modified: modified)
    default: return nil
    }
  }
}

extension Attributes {
  fileprivate init?(_ fields: ArraySlice<some StringProtocol>) {
    let fields = Array(fields)
    guard let bits = UInt16(fields[0], radix: 8), let owner = Int(fields[1]), let group = Int(fields[2]) else {
      return nil
    }
    self.init(mode: FileMode(bits: bits), owner: owner, group: group)
  }
}
