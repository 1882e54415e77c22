/// Puts `•••` in place of secrets, however they are written.
package struct Redaction: Sendable {
  package static let mark = Array("•••".utf8)

  /// What is looked for, longer forms first, since they may hold shorter ones.
  package let forms: [[UInt8]]
  private let byFirst: [UInt8: [[UInt8]]]

  package init(_ secrets: some Sequence<Secret> = []) {
    self.init(forms: secrets.reduce(into: []) { $0.formUnion(SecretForms.all(of: $1)) })
  }

  private init(forms: Set<[UInt8]>) {
    self.forms = forms.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    byFirst = Dictionary(grouping: self.forms) { $0.first ?? 0 }
  }

  /// Hides what both hide.
  package func adding(_ other: Redaction) -> Redaction {
    Redaction(forms: Set(forms).union(other.forms))
  }

  package var isEmpty: Bool { forms.isEmpty }

  package func redacted(_ text: [UInt8]) -> [UInt8] {
    guard !isEmpty else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var offset = 0
    while offset < text.count {
      let form = byFirst[text[offset]]?.first { text[offset...].starts(with: $0) }
      guard let form else {
        result.append(text[offset])
        offset += 1
        continue
      }
      result += Self.mark
      offset += form.count
    }
    return result
  }

  package func redacted(_ text: String) -> String {
    isEmpty ? text : String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
  }
}
