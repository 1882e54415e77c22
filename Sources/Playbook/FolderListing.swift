/// What stands directly in a folder of the source folder.
package enum FolderListing: Sendable {
  package enum Kind: Sendable, Hashable {
    case file, folder
    case link(to: [UInt8])
    /// Something that cannot be copied, and why.
    case unusable(String)
  }

  package struct Entry: Sendable {
    package let name: [UInt8]
    package let kind: Kind

    package init(name: [UInt8], kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  case entries([Entry])
  /// Why nothing can be said.
  case unreadable(String)
}
