package import SourceText

/// What comes to a playbook from outside of its text and its inventory.
package struct Choices: Sendable {
  /// The environment that `--env` names.
  package var environment: String?
  /// The variables of `-e`.
  package var extras: [ExtraVariable]
  /// What the program's own environment holds, for `${env.NAME}`.
  package var variable: @Sendable (String) -> String?
  /// The text of a template by its path in the source folder; nil for what cannot be read.
  package var template: @Sendable (String) -> SourceText?
  /// What stands directly in a folder of the source folder.
  package var listing: @Sendable (String) -> FolderListing
  /// Has sources and templates come from a revision that the playbook names; called before any of them is read.
  package var pin: @Sendable (String) throws(Malformed) -> Void = { _ in }
  /// Whether the command line named a revision, which wins.
  package var isPinned = false

  package init(
    environment: String? = nil, extras: [ExtraVariable] = [],
    variable: @escaping @Sendable (String) -> String? = { _ in nil },
    template: @escaping @Sendable (String) -> SourceText? = { _ in nil },
    listing: @escaping @Sendable (String) -> FolderListing = { _ in .entries([]) }
  ) {
    self.environment = environment
    self.extras = extras
    self.variable = variable
    self.template = template
    self.listing = listing
  }
}

/// A variable of the command line: `version=1.2`.
package struct ExtraVariable: Sendable, Hashable {
  package let name: String
  package let value: String

  package init(_ word: String) throws(Malformed) {
    guard let cut = word.firstIndex(of: "=") else {
      throw Malformed("expected NAME=VALUE, found '\(word.shortened)'")
    }
    name = String(word[..<cut])
    value = String(word[word.index(after: cut)...])
    guard VariableName.isValid(name.utf8) else {
      throw Malformed("'\(name.shortened)' cannot be the name of a variable", hint: VariableName.rule)
    }
    guard !VariableName.reserved.contains(name) else {
      throw Malformed("the variable '\(name)' is defined by deployctl", hint: "take another name")
    }
  }
}

/// The values that come from outside of the files, shared by everything that is read together.
final class Outside {
  private let extras: [String: String]
  private let variable: (String) -> String?
  private let readTemplate: (String) -> SourceText?
  private let pinSources: (String) throws(Malformed) -> Void
  /// Whether sources and templates come from a commit.
  private(set) var isPinned: Bool
  private var templates: [String: SourceText?] = [:]
  private let findKind: (String) -> SourceKind
  private var kinds: [String: SourceKind] = [:]
  private let list: (String) -> FolderListing
  private var trees: [TreeKey: SourceTree] = [:]
  /// The hosts and groups; nil where there are none, or where they cannot be known.
  var inventory: Inventory?
  var isInventoryFaulty = false
  /// The names that stand for secrets.
  var secrets: Set<String> = []
  /// Extras that nothing has asked for yet; what nobody asks for was mistyped.
  private(set) var unused: Set<String>

  init(_ choices: Choices, _ sourceKind: @escaping (String) -> SourceKind) {
    findKind = sourceKind
    list = choices.listing
    // The last one that was given counts.
    extras = Dictionary(choices.extras.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    variable = choices.variable
    readTemplate = choices.template
    pinSources = choices.pin
    isPinned = choices.isPinned
    unused = Set(extras.keys)
  }

  func pin(_ revision: String) throws(Malformed) {
    // Where that revision is not there, this is what has to be said of it, and nothing more.
    isPinned = true
    try pinSources(revision)
  }

  func extra(_ name: String) -> String? {
    unused.remove(name)
    return extras[name]
  }

  /// The text of a template by its path, read once for all hosts.
  func template(_ path: String) -> SourceText? {
    if let known = templates[path] { return known }
    let text = readTemplate(path)
    templates[path] = .some(text)
    return text
  }

  func environment(_ name: String) -> String? { variable(name) }

  /// What stands at a path of the source folder, asked once for all hosts.
  func kind(_ source: String) -> SourceKind {
    if let known = kinds[source] { return known }
    let kind = findKind(source)
    kinds[source] = kind
    return kind
  }

  /// What lies below a folder of the source folder, asked once for all hosts.
  func tree(_ source: String, leavingOut exclusions: Exclusions) -> SourceTree {
    let key = TreeKey(source: source, exclusions: exclusions)
    if let known = trees[key] { return known }
    let tree = SourceTree(leavingOut: exclusions) { below in
      list(source.isEmpty ? below : below.isEmpty ? source : "\(source)/\(below)")
    }
    trees[key] = tree
    return tree
  }
}

/// What a tree is known by.
private struct TreeKey: Hashable {
  let source: String
  let exclusions: Exclusions
}
