import Playbook

/// A source folder that exists only as names: files, links and empty folders.
struct SourceListing: Sendable {
  var files: [String] = []
  var links: [String: String] = [:]
  var folders: [String] = []

  /// What nobody put there is a file, so that a test need not say what a step does not copy.
  func kind(_ path: String) -> SourceKind { isFolder(path) ? .directory : .file }

  func listing(_ path: String) -> FolderListing {
    let prefix = path.isEmpty ? "" : "\(path)/"
    var kinds: [String: FolderListing.Kind] = [:]
    for one in files + links.keys + folders where one.hasPrefix(prefix) && one != path {
      let rest = one.dropFirst(prefix.count)
      let name = String(rest.prefix { $0 != "/" })
      if name.count < rest.count || folders.contains(one) {
        kinds[name] = .folder
      } else {
        kinds[name] = links[one].map { .link(to: Array($0.utf8)) } ?? .file
      }
    }
    return .entries(kinds.map { FolderListing.Entry(name: Array($0.key.utf8), kind: $0.value) })
  }

  private func isFolder(_ path: String) -> Bool {
    folders.contains(path) || (files + links.keys + folders).contains { $0.hasPrefix("\(path)/") } || path.isEmpty
  }
}
