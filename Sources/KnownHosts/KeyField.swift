/// The kind of one field of a public key.
enum KeyField: Sendable {
  case bytes(Int)
  case integer
  case name(String)
  case point(Int)
  case text

  /// The one form in which the field's value is compared, whatever its encoding; nil if the content is no such field.
  func number(_ content: ArraySlice<UInt8>) -> [UInt8]? {
    switch self {
    case .bytes(let count): content.count == count ? Array(content) : nil
    case .integer: Array(content.drop { $0 == 0 })
    case .name(let name): content.elementsEqual(name.utf8) ? [] : nil
    case .point(let size): Self.point(content, coordinate: size)
    case .text: Array(content)
    }
  }

  /// A point on a curve as the sign of y and the whole of x, which is what its compressed form holds.
  private static func point(_ content: ArraySlice<UInt8>, coordinate size: Int) -> [UInt8]? {
    guard let form = content.first, let last = content.last else { return nil }
    let x = content.dropFirst().prefix(size)
    switch (form, content.count) {
    case (2...3, 1 + size): return [form & 1] + x
    case (4, 1 + 2 * size), (6...7, 1 + 2 * size): return [last & 1] + x
    default: return nil
    }
  }
}
