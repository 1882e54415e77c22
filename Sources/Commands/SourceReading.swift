internal import Plan
internal import Playbook
internal import SourceText

/// Where the sources of a playbook are read: what stands at a path, what it holds, and what a folder holds.
///
/// All paths are relative to the source folder.
struct SourceReading: Sendable {
  /// The source folder as this machine knows it.
  let folder: String

  init(playbookPath path: String) { folder = SourceFolder.of(playbookPath: path) }

  func kind(_ source: String) -> SourceKind { LocalFile.kind(path(source)) }

  /// A template as far as it can be read; what cannot be is reported as a source.
  func template(_ source: String) -> SourceText? { LocalFile.template(source, in: folder) }

  func file(_ source: String) throws -> SourceFile {
    let path = path(source)
    return SourceFile(bytes: try LocalFile.read(path), isExecutable: LocalFile.isExecutable(path))
  }

  /// All files that these hosts need, each read once.
  func sources(of targets: [Target]) throws -> Sources {
    var sources: Sources = [:]
    for (source, _) in targets.flatMap(\.steps).flatMap(\.kind.sources) where sources[source] == nil {
      sources[source] = try file(source)
    }
    return sources
  }

  func path(_ source: String) -> String { "\(folder)/\(source)" }
}
