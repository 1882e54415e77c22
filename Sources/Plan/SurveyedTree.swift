internal import Playbook

/// What a survey told of the members of a tree, each by its place among them.
package struct SurveyedTree: Sendable {
  private let survey: Survey
  /// What is as wanted.
  let settled: [Bool]
  /// What need not be asked about by itself any more: in a folder that is not there, nothing can be.
  let told: [Bool]

  init(
    _ tree: CopyTree, of copy: CopyStep, by survey: Survey, _ scope: TreeScope?, _ facts: Facts, _ sources: Sources,
    root: AbsolutePath
  ) {
    self.survey = survey
    let folder = facts.observations[EntryPath(survey.question.folder, root: root)]?.state
    settled = copy.settled(tree, by: survey, scope, facts, sources)
    told = folder == .absent ? settled.map { _ in true } : settled
  }

  /// What is as wanted, as if each had been asked about by itself.
  func observations(below root: AbsolutePath, where isWanted: (FileState) -> Bool) -> [(EntryPath, Observation)] {
    let top = EntryPath(survey.question.folder, root: root)
    let question = survey.question
    return survey.states.indices.compactMap { index in
      guard settled[question.places[index]], let state = survey.states[index], isWanted(state) else { return nil }
      let inode = survey.inodes[index]
      return (
        top.below(question.names[index].utf8),
        Observation(
          state: state, links: inode?.links ?? 1, filesystem: Filesystem(device: inode?.device ?? "-", mount: "-"),
          inode: inode?.number ?? "-", flags: [])
      )
    }
  }
}

extension CopyTree {
  /// True for a tree of which every path by itself would cost the host's shell more than another exchange.
  package var isSurveyed: Bool { content.members.count >= Survey.leastPaths }

  /// The members without those that are flagged by their places; all where there are no flags.
  func members(besides flags: [Bool]?) -> [SourceTree.Member] {
    guard let flags, flags.count == content.members.count else { return content.members }
    return zip(content.members, flags).compactMap { $1 ? nil : $0 }
  }
}

extension CopyStep {
  /// Which members of a tree are as this step wants them; none if a link is among the folders, since what lies behind it
  /// belongs to another path.
  fileprivate func settled(
    _ tree: CopyTree, by survey: Survey, _ scope: TreeScope?, _ facts: Facts, _ sources: Sources
  ) -> [Bool] {
    let members = tree.content.members
    let none = Array(repeating: false, count: members.count)
    var ownerNumber: Int?
    var groupNumber: Int?
    do throws(Refusal) {
      if let owner { ownerNumber = try facts.number(of: owner, in: facts.owners, "user") }
      if let group { groupNumber = try facts.number(of: group, in: facts.groups, "group") }
    } catch {
      return none
    }
    func fits(_ attributes: Attributes, _ mode: FileMode?) -> Bool {
      (mode ?? attributes.mode) == attributes.mode && (ownerNumber ?? attributes.owner) == attributes.owner
        && (groupNumber ?? attributes.group) == attributes.group
    }
    var settled = none
    for (place, state) in zip(survey.question.places, survey.states) {
      guard let state else { continue }
      let path = members[place].path
      switch (members[place].kind, state) {
      case (.folder, .link), (.folder, .file), (.folder, .other): return none
      case (.folder, .directory(let attributes, _)): settled[place] = fits(attributes, folderMode)
      case (.file, .file(let attributes, let size, let hash, _)):
        guard let source = sources[tree.source(path)] else { continue }
        settled[place] =
          source.hash == hash && source.size == size && fits(attributes, mode)
          && (mode != nil || !source.makesExecutable(attributes))
          && scope?.changes?.changed[path]?.turnsExecutable(source) == nil
      default: break
      }
    }
    return settled
  }
}
