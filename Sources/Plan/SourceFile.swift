package import Crypto
internal import Playbook

/// A file that a step puts on a host: of the working tree, or of a folder of backups on the host itself.
package struct SourceFile: Sendable {
  package let isExecutable: Bool
  package let hash: SHA256Digest
  package let size: Int
  /// For differences; nil for a file of the host that is too large to be sent.
  package let bytes: [UInt8]?
  package let payload: Entry.Payload

  package init(bytes: [UInt8], isExecutable: Bool) {
    self.isExecutable = isExecutable
    hash = SHA256Digest(of: bytes)
    size = bytes.count
    self.bytes = bytes
    payload = .upload(bytes)
  }

  /// A file that lies on the host, in a folder beside the backup sets; nil for what is not a readable file.
  package init?(of folder: String, _ name: String, _ state: FileState, bytes: [UInt8]?) {
    guard case .file(let attributes, let size, let hash, _) = state else { return nil }
    isExecutable = attributes.mode.bits & 0o100 != 0
    self.hash = hash
    self.size = size
    self.bytes = bytes
    payload = .adopted(folder: folder, name: name)
  }
}

/// The sources of a playbook by the name it gives them.
package typealias Sources = [String: SourceFile]
