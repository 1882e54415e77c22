/// How much smaller a content gets, told by its beginning.
package enum Shrinking {
  /// So much of it is tried.
  package static let sample = 65_536

  /// What is left of it, as a share; 1 for what gets no smaller.
  package static func share(of beginning: some Collection<UInt8>) -> Double {
    let sample = Array(beginning.prefix(sample))
    guard !sample.isEmpty else { return 1 }
    var stream = GzipStream(.least)
    let size = stream.add(sample, .least).count + stream.finish().count
    return min(1, Double(size) / Double(sample.count))
  }

  /// True where it is worth the work.
  package static func helps(_ beginning: some Collection<UInt8>) -> Bool { share(of: beginning) < 0.9 }
}
