internal import Patch

/// Files as the parts of a diff leave them that were decided so far.
///
/// A diff may have several parts about one file: a later one is decided on what an earlier one makes of it.
struct PatchTree {
  private struct Entry {
    let before: [UInt8]?
    var content: [UInt8]?
    var model: PatchPlace?
    var isExecutable: Bool?
  }

  private var order: [PatchPlace] = []
  private var entries: [PatchPlace: Entry] = [:]

  mutating func content(_ place: PatchPlace) throws -> [UInt8]? {
    if let entry = entries[place] { return entry.content }
    let content = try place.read()
    order.append(place)
    entries[place] = Entry(before: content, content: content, model: content == nil ? nil : place)
    return content
  }

  /// The content before the whole diff.
  mutating func before(_ place: PatchPlace) throws -> [UInt8]? {
    _ = try content(place)
    return entries[place]?.before
  }

  func isExecutable(_ place: PatchPlace) -> Bool {
    entries[place]?.isExecutable ?? entries[place]?.model?.isExecutable ?? false
  }

  mutating func put(_ content: [UInt8]?, at place: PatchPlace) { entries[place]?.content = content }

  mutating func setExecutable(_ place: PatchPlace, _ value: Bool) { entries[place]?.isExecutable = value }

  /// Gives a new file the mode and owner of the one that it comes from.
  mutating func model(_ place: PatchPlace, on other: PatchPlace) {
    let source = entries[other]
    entries[place]?.model = source?.model
    entries[place]?.isExecutable = source?.isExecutable
  }

  /// What is to be done so that all files are so.
  var changes: [LocalInstall.Change] {
    order.compactMap { place in
      guard let entry = entries[place] else { return nil }
      let isMode = entry.content != nil && entry.isExecutable.map { $0 != place.isExecutable } ?? false
      guard entry.content != entry.before || isMode else { return nil }
      return LocalInstall.Change(
        place: place.path, content: entry.content, expected: entry.before.map { .content($0) } ?? .nothing,
        model: entry.model?.path, isExecutable: entry.isExecutable)
    }
  }
}
