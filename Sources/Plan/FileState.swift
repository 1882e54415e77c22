package import Crypto
package import Playbook

/// Who owns something and who may do what with it.
package struct Attributes: Sendable, Hashable {
  package var mode: FileMode
  package var owner: Int
  package var group: Int

  package init(mode: FileMode, owner: Int, group: Int) {
    self.mode = mode
    self.owner = owner
    self.group = group
  }
}

/// What lies at a path, as far as a transaction can put it back.
package enum FileState: Sendable, Hashable {
  case absent
  case file(Attributes, size: Int, hash: SHA256Digest, modified: Int)
  case directory(Attributes, modified: Int)
  /// A symbolic link, with what it holds; nil where that was not asked.
  case link(to: [UInt8]?)
  /// A device, a socket, a pipe.
  case other
  /// A file that the account may not read.
  case unreadable

  package var attributes: Attributes? {
    switch self {
    case .file(let attributes, _, _, _), .directory(let attributes, _): attributes
    case .absent, .link, .other, .unreadable: nil
    }
  }

  package var size: Int? {
    if case .file(_, let size, _, _) = self { size } else { nil }
  }

  package var isLink: Bool { if case .link = self { true } else { false } }

  /// What tells a deployed state from another: the content's hash, or that of what a link holds.
  package var fingerprint: SHA256Digest? {
    if case .link(let target?) = self { SHA256Digest(of: target) } else { hash }
  }

  package var hash: SHA256Digest? {
    if case .file(_, _, let hash, _) = self { hash } else { nil }
  }

  /// True when only modification times differ.
  package func isSame(as other: FileState) -> Bool {
    switch (self, other) {
    case (.file(let left, let leftSize, let leftHash, _), .file(let right, let rightSize, let rightHash, _)):
      left == right && leftSize == rightSize && leftHash == rightHash
    case (.directory(let left, _), .directory(let right, _)): left == right
    default: self == other
    }
  }
}
