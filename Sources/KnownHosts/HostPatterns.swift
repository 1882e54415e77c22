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
    let fitting = patterns.filter { Wildcards.fit($0.text, name.bytes) }
    return !fitting.isEmpty && fitting.allSatisfy { !$0.isNegated }
  }
}
