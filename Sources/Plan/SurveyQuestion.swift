package import Playbook

/// Many paths below a folder that are asked about in lists.
package struct SurveyQuestion: Sendable {
  package let tree: TreeKey
  /// Where the tree really goes.
  package let folder: AbsolutePath
  /// From the folder on; none of them has a character that a list of lines could not hold.
  package let names: [String]
  /// The place of each name among the members of the tree.
  let places: [Int]

  init(_ tree: CopyTree, at folder: AbsolutePath) {
    self.tree = TreeKey(tree)
    self.folder = folder
    var (names, places): ([String], [Int]) = ([], [])
    names.reserveCapacity(tree.content.members.count)
    places.reserveCapacity(tree.content.members.count)
    for (place, member) in tree.content.members.enumerated() {
      guard member.kind == .file || member.kind == .folder, Self.isPlain(member.path) else { continue }
      names.append(member.path)
      places.append(place)
    }
    (self.names, self.places) = (names, places)
  }

  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
  }
}
