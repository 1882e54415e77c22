/// Whether what is sent gets to its host sooner when it is packed, by what the latest parcels took.
package struct Pace: Sendable {
  private var sent = (bytes: 0.0, seconds: 0.0)
  private var packed = (bytes: 0.0, size: 0.0, seconds: 0.0)
  /// How many parcels went as they were since one was packed.
  private var age = 0

  /// What comes may be another kind of content, or the line another one.
  private static let mostAge = 16

  package init() {}

  /// A parcel of so many bytes was on its way for so long.
  package mutating func noteSent(_ bytes: Int, in seconds: Double) {
    // What came before counts half as much each time: a buffer takes the first ones at once.
    sent = (sent.bytes / 2 + Double(bytes), sent.seconds / 2 + seconds)
    age += 1
  }

  /// So many bytes took so long to be made into a parcel of this size.
  package mutating func notePacked(_ bytes: Int, into size: Int, in seconds: Double) {
    packed = (packed.bytes / 2 + Double(bytes), packed.size / 2 + Double(size), packed.seconds / 2 + seconds)
    age = 0
  }

  /// Until something is known, and now and then, it is tried.
  package var packs: Bool {
    guard sent.bytes > 0, packed.bytes > 0, age < Self.mostAge else { return true }
    let saved = max(0, packed.bytes - packed.size) / packed.bytes
    return packed.seconds / packed.bytes < saved * sent.seconds / sent.bytes
  }
}
