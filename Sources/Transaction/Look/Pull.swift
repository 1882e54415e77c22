internal import Crypto
package import Plan
package import Playbook

/// The server's versions of some files, on their way into the working tree.
package struct Pull: Sendable {
  /// A file on the host, and what this machine has of it.
  package struct Wish: Sendable {
    package let remote: AbsolutePath
    /// The path here.
    package let local: String
    package let content: SourceFile?

    package init(remote: AbsolutePath, local: String, content: SourceFile?) {
      self.remote = remote
      self.local = local
      self.content = content
    }
  }

  package enum Finding: Sendable {
    /// Both are the same.
    case same
    /// Nobody changed it on the server since it was deployed.
    case unchanged
    /// It was never deployed, so nobody knows which version is newer.
    case neverDeployed
    case refused(String)
    case differs(Difference, ContentsRequest.File, isExecutable: Bool)
  }

  package let wishes: [Wish]
  package let target: Target

  package init(_ wishes: [Wish], from target: Target) {
    self.wishes = wishes
    self.target = target
  }

  /// What the host is asked: the states, and the contents that a difference needs.
  package var request: ProbeRequest {
    var questions = Questions(root: target.root, backups: target.backups)
    for wish in wishes { questions.ask(file: wish.remote, wanted: wish.content?.hash) }
    return ProbeRequest(questions)
  }

  /// What became of each wish; only drifted ones count where nobody named the files.
  package func findings(_ facts: Facts, onlyDrifted: Bool) -> [Finding] {
    wishes.map { finding($0, facts, onlyDrifted: onlyDrifted) }
  }

  private func finding(_ wish: Wish, _ facts: Facts, onlyDrifted: Bool) -> Finding {
    let path = EntryPath(wish.remote, root: target.root)
    let state = facts.observations[path]?.state ?? .absent
    if let hash = state.hash, hash == wish.content?.hash { return .same }
    if onlyDrifted {
      guard let line = facts.ledger[path] else { return .neverDeployed }
      if line.hash == state.hash { return .unchanged }
    }
    if facts.holdsSecrets(path) { return .refused("it is made with secrets: change its template") }
    switch state {
    case .absent: return .refused("it is not there")
    case .directory: return .refused("it is a folder")
    case .link: return .refused("it is a symbolic link: name the file it leads to")
    case .other: return .refused("it is not a regular file")
    case .unreadable: return .refused("uid \(facts.user) cannot read it: 'become' names another account")
    case .file(let attributes, let size, let hash, _):
      let file = ContentsRequest.File(LookPath(path), at: .live, size: size, hash: hash)
      let isExecutable = attributes.mode.bits & 0o100 != 0
      return .differs(difference(wish, path, size, facts), file, isExecutable: isExecutable)
    }
  }

  private func difference(_ wish: Wish, _ path: EntryPath, _ size: Int, _ facts: Facts) -> Difference {
    let old = wish.content == nil ? nil : wish.local
    let new = "\(target.host.name):\(wish.remote)"
    let largest = max(size, wish.content?.size ?? 0)
    guard largest <= Difference.mostBytes, let content = facts.contents[path] ?? (size == 0 ? [] : nil) else {
      return Difference(old: old, new: new, body: .hidden("\(size) bytes, too large"))
    }
    return Difference(old: (old, wish.content?.bytes ?? []), new: (new, content))
  }
}
