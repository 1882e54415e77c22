package import Playbook

/// What need not be asked about the members of a tree any more, since a survey told it.
package struct SurveyedTree: Sendable {
  /// By the place among the members of the tree: what is as wanted.
  private let settled: [Bool]
  private let survey: Survey
  /// There is no such folder, so that nothing can be in it.
  private let isAbsent: Bool

  /// Nothing is settled if a link is among the folders, since what lies behind it belongs to another path.
  init(_ tree: CopyTree, of copy: CopyStep, by survey: Survey, _ facts: Facts, _ sources: Sources, root: AbsolutePath) {
    self.survey = survey
    let folder = facts.observations[EntryPath(survey.question.folder, root: root)]?.state
    isAbsent = folder == .absent
    settled = copy.settled(tree, by: survey, facts, sources) ?? []
  }

  /// True for a member that need not be looked at by itself.
  func isTold(_ place: Int) -> Bool { isAbsent || isSettled(place) }

  func isSettled(_ place: Int) -> Bool { settled.indices.contains(place) && settled[place] }

  /// What is as wanted, as if each had been asked about by itself.
  func observations(below root: AbsolutePath, where isWanted: (FileState) -> Bool) -> [(EntryPath, Observation)] {
    let top = EntryPath(survey.question.folder, root: root)
    let (names, places) = (survey.question.names, survey.question.places)
    return survey.states.indices.compactMap { index in
      guard isSettled(places[index]), let state = survey.states[index], isWanted(state) else { return nil }
      return (
        top.below(names[index].utf8),
        Observation(
          state: state, links: 1, filesystem: Filesystem(device: "-", mount: "-"), inode: "-", flags: [])
      )
    }
  }
}

extension CopyTree {
  /// True for a tree of which every path by itself would cost the host's shell more than another exchange.
  package var isSurveyed: Bool { content.members.count >= Survey.leastPaths }
}

extension CopyStep {
  /// The members of a tree that are as this step wants them; nil where links are in the way.
  fileprivate func settled(_ tree: CopyTree, by survey: Survey, _ facts: Facts, _ sources: Sources) -> [Bool]? {
    var ownerNumber: Int?
    var groupNumber: Int?
    do throws(Refusal) {
      if let owner { ownerNumber = try facts.number(of: owner, in: facts.owners, "user") }
      if let group { groupNumber = try facts.number(of: group, in: facts.groups, "group") }
    } catch {
      return nil
    }
    func fits(_ attributes: Attributes, _ mode: FileMode?) -> Bool {
      (mode ?? attributes.mode) == attributes.mode && (ownerNumber ?? attributes.owner) == attributes.owner
        && (groupNumber ?? attributes.group) == attributes.group
    }
    let members = tree.content.members
    var settled = Array(repeating: false, count: members.count)
    for (place, state) in zip(survey.question.places, survey.states) {
      guard let state else { continue }
      switch (members[place].kind, state) {
      case (.folder, .link), (.folder, .file), (.folder, .other): return nil
      case (.folder, .directory(let attributes, _)): settled[place] = fits(attributes, folderMode)
      case (.file, .file(let attributes, let size, let hash, _)):
        guard let source = sources[tree.source(members[place].path)] else { continue }
        settled[place] =
          source.hash == hash && source.size == size && fits(attributes, mode)
          && (mode != nil || !source.makesExecutable(attributes))
      default: break
      }
    }
    return settled
  }
}

extension CopyTree {
  /// The members that a survey leaves to be looked at.
  func untold(by surveyed: SurveyedTree?) -> [SourceTree.Member] {
    guard let surveyed else { return content.members }
    return content.members.enumerated().filter { !surveyed.isTold($0.offset) }.map(\.element)
  }

  /// The files of which a survey does not say that they are as wanted.
  func files(notSettledBy surveyed: SurveyedTree?) -> [CopyItem] {
    guard let surveyed else { return files }
    return content.members.enumerated().compactMap { place, member in
      member.kind == .file && !surveyed.isSettled(place) ? file(member.path) : nil
    }
  }
}
