internal import Crypto
internal import Plan
internal import Playbook
internal import Transaction

extension Proposal {
  /// What would be carried out, and on what it rests, as hashes: two proposals that agree in it do the same.
  package struct Fingerprint: Sendable, Hashable {
    /// Of the transaction, whatever the run's name.
    package let script: String
    /// Of every path that is changed: its state before and after, times left out, and where secrets are the content too:
    /// whoever knows the template could try out what they are.
    package let paths: [String: String]

    package init(script: String, paths: [String: String]) {
      self.script = script
      self.paths = paths
    }
  }

  package var fingerprint: Fingerprint {
    var paths: [String: String] = [:]
    for entry in plan.entries {
      let (old, new) =
        entry.holdsSecrets ? (entry.old.outside, entry.new.outside) : (entry.old.timeless, entry.new.timeless)
      let text = "\(old) \(new) \(entry.way)"
      paths[entry.path.description] = "\(SHA256Digest(of: Array(text.utf8)))"
    }
    return Fingerprint(script: "\(SHA256Digest(of: shownScript.text))", paths: paths)
  }
}

extension Proposal.Fingerprint {
  /// What differs from one that was made earlier; empty where nothing does.
  package func differences(from earlier: Self) -> [String] {
    let names = Set(paths.keys).union(earlier.paths.keys).sorted()
    let changed = names.filter { paths[$0] != earlier.paths[$0] }
    if changed.isEmpty, script != earlier.script { return ["the transaction"] }
    return changed
  }
}

extension FileState {
  /// What can be told of it without telling anything of its content.
  fileprivate var outside: Substring {
    guard case .file(let attributes, _, _, _) = self else { return timeless }
    return "file:\(attributes.mode):\(attributes.owner):\(attributes.group)"
  }

  fileprivate var timeless: Substring {
    let text = text
    return text.lastIndex(of: ":").map { text[..<$0] } ?? text[...]
  }
}
