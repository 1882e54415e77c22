package import Crypto

/// The secrets of a run as they travel: their values, and every form in which they are hidden.
///
/// It is shell text that the runtime reads from memory; nothing writes it into a set.
package struct SecretPack: Sendable {
  let text: [UInt8]
  package let names: Set<String>

  /// Nothing to send.
  package static let empty = SecretPack([:])

  package init(_ secrets: [String: Secret]) {
    var text: [UInt8] = []
    for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      text.add("secret_value", ShellWord(name), ShellWord(secret.bytes))
    }
    for form in Redaction(secrets.values).forms { text.add("hide", ShellWord(form)) }
    self.text = text
    names = Set(secrets.keys)
  }
}

extension SecretPack: CustomStringConvertible, CustomReflectable {
  package var description: String { "•••" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
