/// What stands at a path of the source folder.
package enum SourceKind: Sendable, Hashable {
  case file
  case directory
  case missing
  /// Something that cannot be copied, and why.
  case unreadable(String)
}
