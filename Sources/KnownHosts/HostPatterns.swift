/// The comma-separated patterns that say which hosts a line is for.
struct HostPatterns: Sendable {
  private let patterns: [(isNegated: Bool, text: [UInt8])]
  private let isReadable: Bool

  init(_ field: ArraySlice<UInt8>) {
    patterns = field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
      let isNegated = part.first == UInt8(ascii: "!")
      return (isNegated, (isNegated ? part.dropFirst() : part).map(HostName.lowercase))
    }
    // OpenSSH copies each pattern to 1024 bytes of memory and gives up on the line when one does not fit.
    isReadable = patterns.allSatisfy { $0.text.count < 1023 }
  }

  /// Whether some pattern fits the name and no negated one does.
  func match(_ name: HostName) -> Bool {
    guard isReadable else { return false }
    let fitting = patterns.filter { Self.fits($0.text, name.bytes) }
    return !fitting.isEmpty && fitting.allSatisfy { !$0.isNegated }
  }

  /// Whether a pattern of `*` (any run of bytes) and `?` (one byte) covers the whole name.
  ///
  /// Only the latest `*` is ever revisited, so a hostile pattern costs at most the product of both lengths.
  static func fits(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var position = 0
    var next = 0
    var retry: (pattern: Int, name: Int)?
    while position < name.count {
      if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
        next += 1
        retry = (next, position)
      } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == name[position] {
        next += 1
        position += 1
      } else if let star = retry {
        next = star.pattern
        position = star.name + 1
        retry = (star.pattern, position)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
