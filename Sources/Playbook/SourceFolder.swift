/// The folder that the paths of `copy` start from.
package enum SourceFolder {
  /// The parent of a folder called `playbooks`, else the folder of the playbook itself.
  package static func of(playbookPath path: String) -> String {
    let folder = parent(of: path)
    let name = folder.split(separator: "/").last.map(String.init)
    guard name == "playbooks" else { return folder }
    return parent(of: folder)
  }

  private static func parent(of path: String) -> String {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    bytes.removeSubrange(slash...)
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
  }
}
