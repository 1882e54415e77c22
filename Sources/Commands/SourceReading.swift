internal import Crypto
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

  /// What stands directly in a folder.
  func listing(_ source: String) -> FolderListing { LocalFolder.listing(path(source)) }

  func file(_ source: String) throws -> SourceFile {
    let path = path(source)
    return SourceFile(bytes: try LocalFile.read(path), isExecutable: LocalFile.isExecutable(path))
  }

  /// The same, read again when its content is needed.
  func deferredFile(_ source: String) throws -> SourceFile {
    let path = path(source)
    let bytes = try LocalFile.read(path)
    let content = DeferredContent(size: bytes.count, hash: SHA256Digest(of: bytes)) {
      do throws(LocalFile.Failure) { return try LocalFile.read(path) } catch { return nil }
    }
    return SourceFile(content, isExecutable: LocalFile.isExecutable(path))
  }

  /// All files that these hosts need, each read once; of those that were found in folders only the hash is kept.
  func sources(of targets: [Target]) throws -> Sources {
    var sources: Sources = [:]
    let steps = targets.flatMap(\.steps)
    for source in steps.flatMap(\.kind.namedSources) where sources[source] == nil {
      sources[source] = try file(source)
    }
    for source in steps.flatMap(\.kind.foundSources) where sources[source] == nil {
      sources[source] = try deferredFile(source)
    }
    return sources
  }

  func path(_ source: String) -> String { "\(folder)/\(source)" }
}
