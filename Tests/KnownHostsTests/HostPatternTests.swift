@testable import KnownHosts
import Testing

struct HostPatternTests {
  @Test func aPatternMatchesAsByItsDefinition() {
    // All patterns over `*?ab` and all names over `ab` up to these lengths: the quick matcher against the obvious one.
    for pattern in words(over: Array("*?ab".utf8), upTo: 5) {
      for name in words(over: Array("ab".utf8), upTo: 5) {
        let isMatch = Wildcards.fit(pattern, name)
        #expect(isMatch == obviousMatch(pattern[...], name[...]), "\(pattern) on \(name)")
      }
    }
  }

  @Test func aHostilePatternCostsNoMoreThanItsLength() {
    let pattern = [UInt8](("\(String(repeating: "a*", count: 300))b").utf8)
    #expect(!Wildcards.fit(pattern, [UInt8](repeating: UInt8(ascii: "a"), count: 1000)))
  }

  private func obviousMatch(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      return obviousMatch(pattern.dropFirst(), name) || (!name.isEmpty && obviousMatch(pattern, name.dropFirst()))
    }
    guard let letter = name.first, first == UInt8(ascii: "?") || first == letter else { return false }
    return obviousMatch(pattern.dropFirst(), name.dropFirst())
  }

  private func words(over letters: [UInt8], upTo length: Int) -> [[UInt8]] {
    (0..<length).reduce(into: [[]]) { words, _ in
      words = [[]] + words.flatMap { word in letters.map { word + [$0] } }
    }
  }
}
