package import Playbook

/// What a host's own tools said in lists of many paths below a folder: enough to tell what is as wanted.
///
/// A path that they did not name, or named otherwise, is simply not in it, and is asked about by itself.
package struct Survey: Sendable {
  /// A path from the folder on; empty for the folder itself.
  package struct Name: Sendable, Equatable {
    fileprivate let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  }

  package let folder: AbsolutePath
  package var states: [Name: FileState] = [:]

  package init(of folder: AbsolutePath) { self.folder = folder }

  /// From so many paths on it is worth a second exchange where something changed.
  package static let leastPaths = 1000
}

/// A list of bytes is hashed byte by byte.
extension Survey.Name: Hashable {
  package func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// Many paths below a folder that are asked about in lists.
package struct SurveyQuestion: Sendable {
  package let folder: AbsolutePath
  /// From the folder on; none of them has a character that a list of lines could not hold.
  package let names: [String]
}

/// What earlier rounds of the same probe found.
package struct Found: Sendable {
  /// What stands for what when paths behind links are looked at.
  package var redirections: [AbsolutePath: AbsolutePath] = [:]
  /// What lies in folders that were asked for as a whole.
  package var trees: [AbsolutePath: Facts.Listing] = [:]
  /// The folders that were surveyed.
  package var surveyed: Set<AbsolutePath> = []
  /// What is as wanted by a survey.
  package var unchanged: [EntryPath: FileState] = [:]
  /// What of folders has changed since the commit that was deployed there.
  package var scopes: [TreeKey: TreeScope] = [:]

  package init() {}

  /// Takes what a further round found.
  package mutating func add(_ facts: Facts, for target: Target, _ sources: Sources) {
    trees.merge(facts.trees) { before, _ in before }
    for (folder, survey) in facts.surveys where surveyed.insert(folder).inserted {
      for step in target.steps where step.exclusion == nil {
        guard case .copy(let copy) = step.kind else { continue }
        for tree in copy.trees where (redirections[tree.to] ?? tree.to) == folder {
          let known = copy.unchanged(tree, by: survey, facts, sources, root: target.root)
          // Mostly there is one folder of many paths, and it need not be taken path by path.
          if unchanged.isEmpty { unchanged = known } else { unchanged.merge(known) { $1 } }
        }
      }
    }
  }
}

extension Facts {
  /// Adds what is known to be as wanted, and was not asked about again.
  package mutating func add(unchanged: [EntryPath: FileState]) {
    observations.reserveCapacity(observations.count + unchanged.count)
    for (path, state) in unchanged where observations[path] == nil {
      observations[path] = Observation(
        state: state, links: 1, filesystem: Filesystem(device: "-", mount: "-"), inode: "-", flags: [])
    }
  }
}

extension CopyStep {
  /// True for a tree of which every path by itself would cost the host's shell more than another exchange.
  static func isSurveyed(_ tree: CopyTree) -> Bool { tree.content.members.count >= Survey.leastPaths }

  func surveyQuestion(_ tree: CopyTree, at folder: AbsolutePath) -> SurveyQuestion {
    let names = tree.content.members.compactMap { member -> String? in
      let isPlain = member.path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
      switch member.kind {
      case .file, .folder: return isPlain ? member.path : nil
      case .link, .unusable: return nil
      }
    }
    return SurveyQuestion(folder: folder, names: names)
  }

  /// What a survey says to be as this step wants it; nothing if a link is among the folders, since what lies behind it
  /// belongs to another path.
  fileprivate func unchanged(
    _ tree: CopyTree, by survey: Survey, _ facts: Facts, _ sources: Sources, root: AbsolutePath
  ) -> [EntryPath: FileState] {
    var ownerNumber: Int?
    var groupNumber: Int?
    do throws(Refusal) {
      if let owner { ownerNumber = try facts.number(of: owner, in: facts.owners, "user") }
      if let group { groupNumber = try facts.number(of: group, in: facts.groups, "group") }
    } catch {
      return [:]
    }
    func fits(_ attributes: Attributes, _ mode: FileMode?) -> Bool {
      (mode ?? attributes.mode) == attributes.mode && (ownerNumber ?? attributes.owner) == attributes.owner
        && (groupNumber ?? attributes.group) == attributes.group
    }
    let top = EntryPath(survey.folder, root: root)
    var unchanged: [EntryPath: FileState] = [:]
    unchanged.reserveCapacity(survey.states.count)
    for member in tree.content.members {
      let name = member.path.utf8
      guard let state = survey.states[Survey.Name(name)] else { continue }
      switch (member.kind, state) {
      case (.folder, .link), (.folder, .file), (.folder, .other): return [:]
      case (.folder, .directory(let attributes, _)) where fits(attributes, folderMode):
        unchanged[top.below(name)] = state
      case (.file, .file(let attributes, let size, let hash, _)):
        let source = sources[tree.source(member.path)]
        guard let source, source.hash == hash, source.size == size, fits(attributes, mode),
          mode != nil || !source.makesExecutable(attributes)
        else { continue }
        unchanged[top.below(name)] = state
      default: break
      }
    }
    return unchanged
  }
}
