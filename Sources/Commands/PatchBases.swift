internal import Deploy
internal import Git
internal import Patch

/// The files that diffs were made against, as far as they are on this machine.
struct PatchBases {
  private let named: [UInt8]?
  private let repository: Repository?

  /// The file that the user named, else what a repository has by the ids in the diffs.
  init(_ named: [UInt8]?, in folder: String?) throws {
    self.named = named
    repository = Repository(around: folder ?? ".")
    guard let folder else { return }
    guard named == nil else {
      throw UsageError("--base and --repo both say where the old file is: leave one out", command: "patch")
    }
    guard repository != nil else { throw LocalFile.Failure(message: "\(folder): it is in no git repository") }
  }

  func base(of patch: FilePatch) -> [UInt8]? {
    if let named { return named }
    guard let blob = patch.oldBlob.flatMap({ repository?.blob($0) }), DiffPatch(patch.hunks).fits(blob) else {
      return nil
    }
    return blob
  }
}
