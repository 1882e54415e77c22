package import Crypto

/// A file of the working tree that a playbook copies.
package struct SourceFile: Sendable {
  package let bytes: [UInt8]
  package let isExecutable: Bool
  package let hash: SHA256Digest

  package init(bytes: [UInt8], isExecutable: Bool) {
    self.bytes = bytes
    self.isExecutable = isExecutable
    hash = SHA256Digest(of: bytes)
  }
}

/// The sources of a playbook by the name it gives them.
package typealias Sources = [String: SourceFile]
