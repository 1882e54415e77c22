internal import KnownHosts

/// One of the patterns of a `Host` line.
struct HostChoice: Sendable, Equatable {
  let isNegated: Bool
  let pattern: [UInt8]

  init(_ word: ArraySlice<UInt8>) {
    isNegated = word.first == UInt8(ascii: "!")
    pattern = Array(isNegated ? word.dropFirst() : word)
  }

  func fits(_ name: [UInt8]) -> Bool { Wildcards.fit(pattern, name) }
}

extension [HostChoice] {
  /// Whether one of them fits the name, and no negated one does.
  func choose(_ name: [UInt8]) -> Bool {
    var isChosen = false
    for choice in self where choice.fits(name) {
      if choice.isNegated { return false }
      isChosen = true
    }
    return isChosen
  }
}
