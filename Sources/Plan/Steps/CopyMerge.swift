internal import Crypto
internal import Diff
internal import Patch
internal import Playbook

/// What a copy is to put at a path where somebody may have edited the file on the server.
struct CopyContent {
  let size: Int
  let hash: SHA256Digest
  let payload: Entry.Payload
  /// The source that was merged with the edits of the server to make it; nil for the source itself.
  let merged: [UInt8]?
  let report: PatchReport?

  init(_ source: SourceFile) {
    (size, hash, payload) = (source.size, source.hash, source.payload)
    (merged, report) = (nil, nil)
  }

  init(_ bytes: [UInt8], merged source: [UInt8], _ report: PatchReport? = nil) {
    (size, hash, payload) = (bytes.count, SHA256Digest(of: bytes), .upload(bytes))
    (merged, self.report) = (source, report)
  }
}

extension CopyStep {
  /// Keeps the edits of the server where the step says so.
  ///
  /// The base is what was deployed last, or the source that was merged last; where nothing was, the version that
  /// `expect` names and that is nearest to what lies there.
  func content(
    _ source: SourceFile, of item: CopyItem, over old: FileState, _ expected: TreeExpectation?, at path: EntryPath,
    _ draft: Draft
  ) throws(Refusal) -> CopyContent {
    guard onDrift == .merge, !draft.acceptsDrift, case .file(_, let size, let hash, _) = old, hash != source.hash else {
      return CopyContent(source)
    }
    let facts = draft.facts
    let line = facts.ledger[path]
    guard !isExpected(hash, for: item, draft.sources) else { return CopyContent(source) }
    if source.redaction != nil || facts.holdsSecrets(path) {
      throw Refusal("\(path) holds secrets, so nothing is merged there: 'on_drift: overwrite' replaces it")
    }
    guard let now = draft.content(path), let new = source.bytes else {
      throw Refusal("\(path) is too large to be merged: it has \(size) bytes")
    }
    // Merged already: nothing is new in the source since.
    if line?.merged == source.hash { return CopyContent(now, merged: new) }
    let found =
      if line == nil, let expected, expected.isCertain, !expected.before.isSame(as: old) {
        try base(of: expected, at: path)
      } else {
        try base(for: item, line, hash, at: path, draft)
      }
    guard let base = found else { return CopyContent(source) }
    let merge = DiffPatch(from: base, to: new, indentCounts: IndentLanguage.holds(for: path.description))
    guard !merge.hunks.isEmpty else { return CopyContent(now, merged: new) }
    let decision = merge.decide(now, base: base)
    let result = decision.result ?? now
    return result == new
      ? CopyContent(source) : CopyContent(result, merged: new, PatchReport(path: path, decision: decision))
  }

  /// What the earlier commit has.
  private func base(of expected: TreeExpectation, at path: EntryPath) throws(Refusal) -> [UInt8]? {
    guard let bytes = expected.before.file?.bytes else {
      throw Refusal(
        "\(path) is not what \(expected.since) left there, and nothing is known to merge it with: "
          + "fetch it with 'deployctl pull', or replace it with --accept-drift")
    }
    return bytes
  }

  /// Nil where nothing of the server's would be lost.
  private func base(
    for item: CopyItem, _ line: Ledger.Line?, _ now: SHA256Digest, at path: EntryPath, _ draft: Draft
  ) throws(Refusal) -> [UInt8]? {
    let advice = "fetch it with 'deployctl pull', or replace it with --accept-drift"
    guard let line, line.hash != nil else {
      guard !expected.isEmpty else { return nil }
      guard let nearest = nearest(to: draft.content(path), for: item, draft.sources) else {
        throw Refusal(
          "\(path) is none of the versions that 'expect' names, and none of them is here to merge it with: \(advice)")
      }
      return nearest
    }
    if line.hash == now, line.merged == nil {
      guard draft.facts.ledger.isMixture(now, at: path) else { return nil }
      throw Refusal(
        "\(path) holds edits of the server from before a rollback, and what they were merged with is gone: \(advice)")
    }
    guard let base = draft.facts.deployed[path] else {
      throw Refusal(
        "\(path) was changed on the server, and what \(line.run) deployed there is not kept to merge it with: \(advice)"
      )
    }
    return base
  }

  /// The version that most lines are from.
  private func nearest(to now: [UInt8]?, for item: CopyItem, _ sources: Sources) -> [UInt8]? {
    guard let now else { return nil }
    return versions(of: item, sources).compactMap(\.bytes).min { one, other in
      distance(one, now) < distance(other, now)
    }
  }

  private func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    let diff = UnifiedDiff(old: one, new: other, context: 0)
    return diff.addedLines + diff.removedLines
  }
}

extension CopyStep {
  /// True for a content that `expect` names.
  func isExpected(_ hash: SHA256Digest, for item: CopyItem, _ sources: Sources) -> Bool {
    expected.contains { $0.content == .hash(hash.description) }
      || versions(of: item, sources).contains { $0.hash == hash }
  }

  /// The contents that the revisions in `expect` have.
  private func versions(of item: CopyItem, _ sources: Sources) -> [SourceFile] {
    expected.flatMap { expectation -> [SourceFile] in
      guard case .revisions = expectation.content else { return [] }
      var versions: [SourceFile] = []
      while let version = sources[expectation.key(item.from, versions.count)] { versions.append(version) }
      return versions
    }
  }

  /// Why files that nobody expected are not replaced.
  func objections(to entries: [(CopyItem, Entry)], _ draft: Draft) -> [String] {
    guard !expected.isEmpty, onDrift == .fail, !draft.acceptsDrift else { return [] }
    return entries.compactMap { item, entry in
      guard let hash = entry.old.hash, hash != entry.new.hash, draft.facts.ledger[entry.path] == nil,
        !draft.settled.contains(entry.path), !isExpected(hash, for: item, draft.sources)
      else { return nil }
      return "\(entry.path) is none of the versions that 'expect' names (it is sha256:\(hash)): "
        + "fetch it with 'deployctl pull', name it there, or replace it with --accept-drift"
    }
  }
}
