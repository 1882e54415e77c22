internal import Plan
internal import Playbook
internal import SourceText

/// A playbook with everything it names on this machine.
struct PlaybookFile: Sendable {
  let playbook: Playbook
  let sources: Sources
  let text: [UInt8]

  /// Reads the playbook, its inventory and its sources; all problems at once.
  static func read(_ path: String, inventory: String?) throws -> PlaybookFile {
    let bytes = try LocalFile.read(path)
    let folder = SourceFolder.of(playbookPath: path)
    let playbook = try Playbook.read(
      SourceText(name: path, bytes: bytes), inventory: try InventoryText.find(inventory, beside: folder)
    ) { LocalFile.kind("\(folder)/\($0)") }
    var sources: Sources = [:]
    for (source, _) in playbook.targets.flatMap(\.steps).flatMap(\.kind.sources) where sources[source] == nil {
      let file = "\(folder)/\(source)"
      sources[source] = SourceFile(bytes: try LocalFile.read(file), isExecutable: LocalFile.isExecutable(file))
    }
    return PlaybookFile(playbook: playbook, sources: sources, text: bytes)
  }
}

/// The text of a hosts.yml.
enum InventoryText {
  /// The file that was named, else `hosts.yml` in the folder if it is there.
  static func find(_ named: String?, beside folder: String) throws -> SourceText? {
    if let named { return SourceText(name: named, bytes: try LocalFile.read(named)) }
    let usual = folder == "." ? "hosts.yml" : "\(folder)/hosts.yml"
    guard LocalFile.exists(usual) else { return nil }
    return SourceText(name: usual, bytes: try LocalFile.read(usual))
  }
}
