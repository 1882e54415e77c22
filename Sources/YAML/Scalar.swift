/// The text of a value; what it means is decided by whoever asks for a type.
package struct Scalar: Sendable, Hashable {
  package enum Style: Sendable, Hashable {
    case plain, quoted, block
  }

  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  /// True where nothing, `~` or `null` stands without quotes.
  package var isNull: Bool {
    style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
  }
}
