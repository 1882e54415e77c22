internal import Playbook

/// The folders that `copy` takes as wholes: what is done beside their files.
extension CopyStep {
  func askTrees(_ questions: inout Questions, _ sources: Sources) {
    if isOpen {
      // What is left to ask depends on what was deployed last.
      questions.askHistory()
      for tree in trees { questions.ask(folder: tree.to) }
      return
    }
    askRemovals(&questions)
    for tree in trees {
      questions.ask(folder: questions.real(tree.to))
      for link in tree.links { questions.ask(file: questions.realHome(of: link.path), wanted: nil) }
      let told = questions.told(of: tree)
      if tree.isSurveyed, told == nil {
        // The answer says what is left to ask.
        questions.ask(SurveyQuestion(tree, at: questions.real(tree.to)))
      } else {
        for member in tree.members(besides: told) {
          let path = tree.destination(member.path)
          switch member.kind {
          case .folder: questions.ask(folder: questions.real(path))
          case .file:
            questions.ask(member: path, wanted: sources[tree.source(member.path)]?.hash)
            if onDrift == .merge { questions.ask(contentOf: path) }
          case .link, .unusable: break
          }
        }
      }
      guard mirrors else { continue }
      let mirror = Mirror(tree, root: questions.root, backups: questions.backups) { questions.real($0) }
      questions.ask(tree: questions.real(tree.to)) { mirror.isSuperfluous($0, isFolder: false) }
    }
  }

  /// Folders, links and what is removed; folders are made before anything is planned in them.
  func planTrees(
    _ draft: inout Draft, _ expectations: [AbsolutePath: TreeExpectation]
  ) -> (entries: [Entry], refusals: [Refusal]) {
    var entries: [Entry] = []
    var refusals: [Refusal] = []
    for (tree, scope) in scopes(draft.facts) {
      do throws(Refusal) {
        if let reason = scope.refusal { throw Refusal(reason) }
        entries += try planRemovals(tree, scope, draft)
      } catch {
        refusals.append(error)
      }
    }
    for tree in trees {
      for folder in tree.folders where folder != draft.target.root {
        do throws(Refusal) {
          let place = draft.real(folder)
          if draft.state(draft.path(place)).isLink {
            throw Refusal(draft.facts.reasonAgainst(link: place, to: place, in: draft.target))
          }
          for entry in try draft.folder(place, mode: folderMode, owner: owner, group: group) {
            draft.add(entry)
            entries.append(entry)
          }
        } catch {
          refusals.append(error)
        }
      }
      for link in tree.links {
        do throws(Refusal) {
          let expected = expectations[link.path].flatMap { $0.isCertain ? $0 : nil }
          for entry in try draft.link(
            draft.realHome(of: link.path), to: link.target, over: expected?.before)
          {
            let drift = draft.facts.drift(of: entry, from: expected?.before, since: expected?.since ?? "")
            entries.append(entry.new.isLink ? entry.drifting(drift) : entry)
          }
        } catch {
          refusals.append(error)
        }
      }
      guard mirrors else { continue }
      do throws(Refusal) { entries += try removals(tree, draft) } catch { refusals.append(error) }
    }
    return (entries, refusals)
  }

  /// What lies in the folder of the host and not in the one that is copied.
  private func removals(_ tree: CopyTree, _ draft: Draft) throws(Refusal) -> [Entry] {
    let facts = draft.facts
    let place = draft.real(tree.to)
    let path = draft.path(place)
    guard case .directory = facts.observations[path]?.state else { return [] }
    let listing: Facts.Listing
    switch facts.trees[place] {
    case .names?: listing = facts.trees[place] ?? .closed
    case .tooLarge?:
      throw Refusal("\(path) holds too much for 'delete': more than \(Questions.mostNames) files and folders")
    case .closed?, nil:
      throw Refusal("\(path) cannot be read as a whole by uid \(facts.user): add 'become: true'", isBlind: true)
    }
    let mirror = Mirror(tree, root: draft.target.root, backups: draft.target.backups) { draft.real($0) }
    let others = OtherPaths(than: self, in: draft)
    // What holds something that stays, stays too.
    var kept = others.folders
    if let backups = mirror.backups { kept.formUnion(backups.folders) }
    let listed = listing.paths(below: path)
    let sets = BackupFolders(among: listed)
    var candidates: [EntryPath] = []
    for found in listed {
      let isFolder = if case .directory? = facts.observations[found]?.state { true } else { false }
      if mirror.isSuperfluous(found, isFolder: isFolder), !facts.isMounted(found, otherwiseThan: path),
        !others.contain(found), !sets.contain(found)
      {
        candidates.append(found)
      } else {
        kept.formUnion(found.folders)
      }
    }
    guard candidates.count <= Questions.mostPaths else {
      throw Refusal("\(path) holds more than \(Questions.mostPaths) files and folders too many, which cannot be saved")
    }
    var entries: [Entry] = []
    for candidate in candidates where !kept.contains(candidate) && draft.entries[candidate]?.new != .absent {
      entries += try draft.removal(of: candidate)
    }
    return entries
  }
}

extension Facts {
  /// True for a mount point, and for what a mount shows that is not the one of the folder.
  fileprivate func isMounted(_ path: EntryPath, otherwiseThan folder: EntryPath) -> Bool {
    guard let seen = observations[path], let home = observations[folder]?.filesystem else { return false }
    if seen.flags.contains(.mountPoint) { return true }
    if case .directory = seen.state { return seen.filesystem != home }
    // The device of a file says nothing: on an overlay it is that of the layer.
    return self.folder(above: path).map { $0.1.filesystem != home } ?? false
  }
}

extension Draft {
  func real(_ path: AbsolutePath) -> AbsolutePath { facts.redirections[path] ?? path }

  /// Where a link lies that is itself not followed.
  func realHome(of link: AbsolutePath) -> AbsolutePath { real(link.parent).appending(link.name) ?? link }
}

extension Questions {
  /// Where a link lies that is itself not followed.
  fileprivate func realHome(of link: AbsolutePath) -> AbsolutePath { real(link.parent).appending(link.name) ?? link }
}

extension StepKind {
  /// The folders of the host that trees are copied to.
  var copiedFolders: [AbsolutePath] {
    if case .copy(let copy) = self { copy.trees.flatMap(\.folders) } else { [] }
  }
}
