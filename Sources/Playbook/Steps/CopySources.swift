internal import SourceText
internal import YAML

/// What `from` and `to` come to: files that are named, and folders with what they hold.
struct CopySources {
  private(set) var items: [CopyItem] = []
  private(set) var trees: [CopyTree] = []
  /// True when something was named that is not there, so that nobody knows what it would be.
  private var isIncomplete = false

  /// Where sources go.
  private enum Destination {
    /// The same path below the root.
    case same
    case folder(AbsolutePath)
    /// A file keeps its name there; what one folder holds goes there: `.`.
    case place(AbsolutePath)
    /// One file gets this path, or what one folder holds goes there.
    case exactly(AbsolutePath)
  }

  private static let expected = "the path of a file or folder"

  /// Without `from` it is the whole source folder, which the step at this range asks for.
  init(
    _ from: Node?, in step: SourceRange, to: Node?, leavingOut exclusions: Exclusions, _ reading: Reading,
    below root: AbsolutePath
  ) {
    let nodes = from.map { reading.oneOrMore($0, Self.expected) } ?? []
    guard let destination = Self.destination(to, isForSeveral: from?.sequence != nil, reading, below: root) else {
      nodes.forEach { _ = reading.source($0) }
      isIncomplete = true
      return
    }
    let whole = (NamedSource?.some(NamedSource(text: ".", path: "", namesFolder: true)), step)
    let named = from == nil ? [whole] : nodes.map { (reading.source($0), $0.range) }
    for (source, range) in named {
      guard let source else {
        isIncomplete = true
        continue
      }
      let kind = reading.variables.outside.kind(source.path)
      let isFolder = kind == .directory
      let name = source.path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
      let place: AbsolutePath? =
        switch destination {
        case .same: source.path.isEmpty ? root : root.appending(source.path)
        case .folder(let folder): name.map { folder.appending($0) } ?? folder
        case .place(let folder) where isFolder: folder
        case .place(let folder): name.map { folder.appending($0) } ?? folder
        case .exactly(let path): path
        }
      guard let place else { continue }
      switch kind {
      case .directory:
        let content = reading.variables.outside.tree(source.path, leavingOut: exclusions)
        Self.report(content, of: source, at: range, reading.findings)
        trees.append(
          CopyTree(from: source.path, to: place, range: range, content: content, exclusions: exclusions))
      case .file where source.namesFolder:
        isIncomplete = true
        reading.findings.add(
          "'\(source.text.shortened)' is a file, and is named as a folder", at: range,
          hint: "leave out the '/' at its end")
      case .file: items.append(CopyItem(from: source.path, to: place, range: range))
      case .missing, .unreadable:
        isIncomplete = true
        items.append(CopyItem(from: source.path, to: place, range: range))
      }
    }
  }

  /// Nil, with a problem, if it makes no sense.
  private static func destination(
    _ to: Node?, isForSeveral: Bool, _ reading: Reading, below root: AbsolutePath
  ) -> Destination? {
    guard let to else { return .same }
    guard let text = reading.text(to, "a path"), let path = reading.hostPath(to, "a path", below: root) else {
      return nil
    }
    if text.utf8.last == UInt8(ascii: "/") || isForSeveral && PathParts.namesFolder(text) { return .folder(path) }
    if PathParts.namesFolder(text) { return .place(path) }
    guard !isForSeveral else {
      reading.findings.add("several files need a folder in 'to'", at: to.range, hint: "end it with '/'")
      return nil
    }
    return .exactly(path)
  }

  private static func report(_ tree: SourceTree, of source: NamedSource, at range: SourceRange, _ findings: Findings) {
    if tree.members.count > SourceTree.mostMembers {
      findings.add(
        "'\(source.text.shortened)' holds more than \(SourceTree.mostMembers) files and folders", at: range,
        hint: "leave some out with 'exclude', or copy them in several steps")
      return
    }
    for member in tree.members {
      guard case .unusable(let reason) = member.kind else { continue }
      let path = member.path.isEmpty ? "" : "/\(member.path)"
      findings.add(
        "'\(source.path)\(path)' cannot be copied: \(reason)", at: range, hint: "leave it out with 'exclude'")
    }
  }

  /// Reports keys that say nothing about what is copied.
  func refuseKeysOfOthers(_ fields: Fields, _ reading: Reading) {
    if trees.isEmpty, !isIncomplete {
      for key in ["exclude", "delete", "dir_mode", "changed_since"] where fields[key] != nil {
        reading.findings.add(
          "no '\(key)' for a file, only for a folder", at: fields.keyRange(key), hint: "leave it out")
      }
    }
    if !items.isEmpty, !trees.isEmpty, fields["changed_since"] != nil {
      reading.findings.add(
        "no 'changed_since' for a file, only for folders", at: fields.keyRange("changed_since"),
        hint: "name these files in a step of their own")
    }
    if fields["delete"] != nil, fields["changed_since"] != nil {
      reading.findings.add(
        "no 'delete' beside 'changed_since': what goes is what the commits between deleted",
        at: fields.keyRange("delete"),
        hint: "leave out one of them")
    }
    if !trees.isEmpty, fields["expect"] != nil {
      reading.findings.add(
        "no 'expect' for a folder, only for files", at: fields.keyRange("expect"),
        hint: "name these files in a step of their own")
    }
  }
}

extension Exclusions {
  init(_ node: Node, _ reading: Reading) {
    patterns = reading.oneOrMore(node, "a pattern such as '*.pyc' or 'tmp/'").compactMap { node in
      reading.value(node, "a pattern") { scalar throws(Malformed) in try PathPattern(scalar.text) }
    }
  }
}
