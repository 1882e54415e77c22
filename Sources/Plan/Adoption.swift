package import Playbook

/// A folder of backups that a person made, and which of its files belongs where below the root.
///
/// It may hold the files at their paths relative to the root, or all of them side by side.
package struct Adoption: Sendable {
  /// What the user said about files whose place cannot be told.
  package struct Wishes: Sendable {
    /// Paths by name; nil leaves the file out.
    package var places: [String: String?]
    package var skipsUnmatched: Bool

    package var isEmpty: Bool { places.isEmpty && !skipsUnmatched }

    package init(places: [String: String?] = [:], skipsUnmatched: Bool = false) {
      self.places = places
      self.skipsUnmatched = skipsUnmatched
    }
  }

  package struct Pair: Sendable, Hashable {
    /// Relative to the folder.
    package let file: String
    package let path: AbsolutePath
  }

  package let folder: String
  let files: [String]
  let target: Target
  let wishes: Wishes
  /// What cannot be put back: its name is not text.
  let oddNames: Int

  /// The most that is looked at: more than a person keeps by hand.
  package static let mostFiles = 2_000
  package static let mostKilobytes = 65_536

  /// Reads what the host listed.
  package init(
    of folder: String, _ listing: Facts.Listing?, _ target: Target, _ wishes: Wishes
  ) throws(Unfit) {
    switch listing {
    case nil: throw Unfit(["\(folder) is gone"])
    case .closed: throw Unfit(["\(folder) cannot be read by this account"])
    case .tooLarge(let files, let kilobytes):
      throw Unfit([
        "\(folder) holds \(files) files and \(kilobytes >> 10) MB, and a rollback looks at most at \(Self.mostFiles) files "
          + "and \(Self.mostKilobytes >> 10) MB: move what is not meant out of it, or copy its files back by hand"
      ])
    case .names(let text):
      let names = Self.paths(of: text)
      files = names.compactMap { String(validating: $0, as: UTF8.self) }.sorted()
      oddNames = names.count - files.count
    }
    if files.isEmpty { throw Unfit(["\(folder) holds no files"]) }
    self.folder = folder
    self.target = target
    self.wishes = wishes
  }

  /// All files side by side: then a name says nothing about the folder it belongs into.
  var isFlat: Bool { !files.contains { $0.contains("/") } }

  /// Where a file of the folder lies on the host.
  package func place(of file: String) -> AbsolutePath? { target.backups.appending("\(folder)/\(file)") }

  /// What `find` prints with a zero byte after each, less the `./` in front.
  static func paths(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: 0).map { $0.starts(with: "./".utf8) ? $0.dropFirst(2) : $0 }
  }
}

/// Why a folder cannot be put back as it is: all reasons at once.
package struct Unfit: Error, Sendable {
  package let reasons: [String]

  init(_ reasons: [String]) { self.reasons = reasons }
}
