internal import SourceText

/// The permission bits of a file, with set-user-id, set-group-id and sticky.
package struct FileMode: Sendable, Hashable {
  /// Twelve bits.
  package let bits: UInt16

  package init(bits: UInt16) {
    self.bits = bits & 0o7777
  }

  /// Reads three or four octal digits.
  package init(_ text: String) throws(Malformed) {
    let isOctal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    guard isOctal, 3...4 ~= text.utf8.count, let bits = UInt16(text, radix: 8) else {
      throw Malformed("'\(text.shortened)' is not a file mode", hint: #"write four octal digits, such as "0644""#)
    }
    self.bits = bits
  }

  /// The same for a program, or for no program: whoever may read it may start it, or nobody.
  package func executable(_ isExecutable: Bool) -> FileMode {
    FileMode(bits: isExecutable ? bits | (bits & 0o444) >> 2 : bits & ~0o111)
  }
}

extension FileMode: CustomStringConvertible {
  package var description: String {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
