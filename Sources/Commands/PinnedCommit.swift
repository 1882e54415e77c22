internal import Git
internal import Playbook

/// The commit that sources come from.
struct PinnedCommit: Sendable, CustomStringConvertible {
  /// As somebody named it.
  let revision: String
  let commit: String
  let author: String

  var description: String { "\(revision) (\(commit.prefix(10)))" }

  /// Why what it has at a path is no file.
  func reason(against content: CommittedTree.Content) -> String {
    switch content {
    case .file, .folder, .missing: "\(self) has no such file"
    case .submodule: "it is in a submodule, whose files \(self) does not have"
    case .astray: "a symbolic link of \(self) leads out of the repository"
    case .pointer: "git-lfs has its content, and \(self) only says where"
    case .converted(let words): ".gitattributes of \(self) names \(words) for it, which is not applied here"
    case .ignored: "'export-ignore' in .gitattributes of \(self) keeps it out of what is deployed"
    }
  }

  func kind(of member: CommittedTree.Member) -> FolderListing.Kind {
    switch member {
    case .file: .file
    case .folder: .folder
    case .link(let target): .link(to: target)
    case .submodule: .unusable(reason(against: .submodule))
    }
  }
}
