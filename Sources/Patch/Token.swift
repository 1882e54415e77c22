/// One token of a text: what formatting cannot change.
struct Token: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    case word, number, string, symbol
    /// The end of a logical line, where line ends mean something.
    case newline
    /// Where indentation means something: a block begins or ends. They take no bytes.
    case indent, dedent
    /// A `:[hole]` of a template.
    case hole
  }

  var kind: Kind
  var range: Range<Int>
  /// True for the first token of a logical line.
  var startsLine = false
  /// True inside of brackets in which line ends do not count.
  var isQuiet = false
  /// The column of a token that begins a line, where a tab leads to the next multiple of eight.
  var column = 0
  /// The index of the other bracket, or of the other end of the block; -1 where there is none.
  var mate = -1

  /// True for what tells one place of a file from another; brackets and operators do not.
  var isTelling: Bool { kind == .word || kind == .number || kind == .string }

  /// True for what stands between lines and takes part in no text.
  var isLayout: Bool { kind == .newline || kind == .indent || kind == .dedent }
}

extension Token {
  /// The bracket that a symbol closes or opens, as its opening byte.
  static func opening(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: ")"): UInt8(ascii: "(")
    case UInt8(ascii: "]"): UInt8(ascii: "[")
    case UInt8(ascii: "}"): UInt8(ascii: "{")
    default: nil
    }
  }

  static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
  }
}
