internal import SourceText

/// How many backup sets stay on a host.
package enum Retention: Sendable, Hashable {
  /// So many good runs with everything committed after the oldest of them, and as many failed ones.
  case newest(Int)
  case all

  /// Where nobody says anything else.
  package static let usual = Retention.newest(10)

  /// Reads `10` or `all`.
  package init(_ text: String) throws(Malformed) {
    if text == "all" {
      self = .all
      return
    }
    let isDecimal = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isDecimal, let number = Int(text), 1...1000 ~= number else {
      throw Malformed("'\(text.shortened)' is not a number of sets to keep", hint: "write 1 to 1000, or all")
    }
    self = .newest(number)
  }
}

extension Retention: CustomStringConvertible {
  package var description: String {
    switch self {
    case .newest(let number): "\(number)"
    case .all: "all"
    }
  }
}
