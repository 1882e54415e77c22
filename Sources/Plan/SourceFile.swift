package import Crypto
internal import Diff
internal import Playbook

/// A file that a step puts on a host: of the working tree, or of a folder of backups on the host itself.
package struct SourceFile: Sendable {
  package let isExecutable: Bool
  /// A commit says whether it is, and not just a filesystem of this machine.
  package var isCommitted = false
  package let hash: SHA256Digest
  package let size: Int
  /// For differences and patches; nil for what is too large for either, and for a file of this machine that is not as it
  /// was any more.
  package var bytes: [UInt8]? {
    guard case .deferred(let content) = payload else { return held }
    return size <= Questions.mostWhole ? content.bytes : nil
  }
  private let held: [UInt8]?
  package let payload: Entry.Payload
  /// What hides the secrets in it; nil for a file without any.
  package let redaction: Redaction?

  package init(bytes: [UInt8], isExecutable: Bool, hiding redaction: Redaction? = nil) {
    self.redaction = redaction
    self.isExecutable = isExecutable
    hash = SHA256Digest(of: bytes)
    size = bytes.count
    held = bytes
    payload = .upload(bytes)
  }

  /// One of so many that their contents are not kept in memory.
  package init(_ content: DeferredContent, isExecutable: Bool) {
    redaction = nil
    self.isExecutable = isExecutable
    hash = content.hash
    size = content.size
    held = nil
    payload = .deferred(content)
  }

  /// A file that lies on the host, in a folder beside the backup sets; nil for what is not a readable file.
  package init?(of folder: String, _ name: String, _ state: FileState, bytes: [UInt8]?) {
    guard case .file(let attributes, let size, let hash, _) = state else { return nil }
    isExecutable = attributes.mode.bits & 0o100 != 0
    self.hash = hash
    self.size = size
    held = bytes
    payload = .adopted(folder: folder, name: name)
    redaction = nil
  }
}

extension SourceFile {
  /// Whether a file that is there has to become a program: what the server made one stays one.
  func makesExecutable(_ attributes: Attributes) -> Bool {
    isCommitted && isExecutable && attributes.mode.bits & 0o100 == 0
  }

  /// What changes from an old content to this one, without secrets: its own, and those that the old one may have held.
  func difference(from old: [UInt8]?, hiding heldSecrets: Bool) -> UnifiedDiff? {
    let diff = UnifiedDiff.ofText(old: old, new: bytes)
    guard heldSecrets || redaction != nil else { return diff }
    // What lay on the host may hold other secrets than those that are known.
    if case .adopted = payload { return nil }
    return diff?.veiled(by: redaction ?? Redaction())
  }
}

/// The sources of a playbook by the name it gives them.
package typealias Sources = [String: SourceFile]

extension SourceFile {
  /// The hash of its bytes, as text.
  package var fingerprint: String { "\(hash)\(isExecutable ? " executable" : "")" }
}
