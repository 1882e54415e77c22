internal import Crypto
internal import Plan
internal import Playbook
internal import Transaction

extension Proposal {
  /// What would be carried out, and on what it rests, as hashes: two proposals that agree in it do the same.
  package struct Fingerprint: Sendable, Hashable {
    /// Of the transaction, whatever the run's name.
    package let script: String
    /// Of every path that is changed: its state before and after, times left out.
    package let paths: [String: String]

    package init(script: String, paths: [String: String]) {
      self.script = script
      self.paths = paths
    }
  }

  package var fingerprint: Fingerprint {
    var paths: [String: String] = [:]
    for entry in plan.entries {
      let text = "\(entry.old.timeless) \(entry.new.timeless) \(entry.way)"
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
  fileprivate var timeless: Substring {
    let text = text
    return text.lastIndex(of: ":").map { text[..<$0] } ?? text[...]
  }
}
