internal import CLibGit2
internal import Glibc

extension CommittedTree {
  /// Whether `.gitattributes` of the commit leave a path out of what is deployed.
  func isIgnored(_ path: String) -> Bool { attribute("export-ignore", of: path) == .set }

  /// What a checkout would have a program or a table do to a file before it lies there; nil where nothing.
  ///
  /// What git-lfs does is known by the content.
  func conversion(of path: String) -> String? {
    if case .value(let name) = attribute("filter", of: path), name != "lfs", hasSmudge(name) {
      return "the filter '\(name)'"
    }
    guard case .value(let name) = attribute("working-tree-encoding", of: path),
      !["utf-8", "utf8"].contains(name.lowercased())
    else { return nil }
    return "the encoding \(name)"
  }

  /// Whether the git config has something that a checkout would run for a filter; `cat` changes nothing.
  private func hasSmudge(_ filter: String) -> Bool {
    var config: OpaquePointer?
    guard git_repository_config_snapshot(&config, pointer) == 0, let config else { return false }
    defer { git_config_free(config) }
    func value(_ key: String) -> String? {
      var text: UnsafePointer<CChar>?
      return git_config_get_string(&text, config, "filter.\(filter).\(key)") == 0
        ? text.map { String(cString: $0) } : nil
    }
    return value("process") != nil || value("smudge").map { $0 != "cat" } ?? (value("required") == "true")
  }

  private enum Attribute: Equatable {
    case set
    case value(String)
    case other
  }

  private func attribute(_ name: String, of path: String) -> Attribute {
    var options = git_attr_options()
    options.version = UInt32(GIT_ATTR_OPTIONS_VERSION)
    options.flags = UInt32(GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_INCLUDE_COMMIT)
    options.attr_commit_id = oid
    var value: UnsafePointer<CChar>?
    guard git_attr_get_ext(&value, pointer, &options, path, name) == 0 else { return .other }
    switch git_attr_value(value) {
    case GIT_ATTR_VALUE_TRUE: return .set
    case GIT_ATTR_VALUE_STRING: return value.map { .value(String(cString: $0)) } ?? .other
    default: return .other
    }
  }

  /// The same for a folder, which the library takes for a file, since it is in no working tree: lines such as
  /// `folder/ export-ignore` do not match that.
  func isIgnoredFolder(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    var isIgnored = false
    // The last line that says something holds, and those of a deeper folder come last.
    for depth in parts.indices {
      for words in attributeLines(in: parts[..<depth].joined(separator: "/")) {
        guard let pattern = words.first, !pattern.hasPrefix("!"),
          Self.matches(pattern.hasSuffix("/") ? pattern.dropLast() : pattern, parts[depth...])
        else { continue }
        for word in words.dropFirst() {
          switch word {
          case "export-ignore": isIgnored = true
          // With a value it is not set, as far as git is concerned.
          case _ where word.hasPrefix("export-ignore="), "-export-ignore", "!export-ignore": isIgnored = false
          default: break
          }
        }
      }
    }
    return isIgnored
  }

  /// Whether a pattern of gitattributes(5), without the slash at its end, means a path from its folder on.
  private static func matches(_ pattern: Substring, _ path: ArraySlice<Substring>) -> Bool {
    guard pattern.contains("/") else { return path.last.map { fits(pattern, $0) } ?? false }
    return matches(pattern.split(separator: "/")[...], path)
  }

  private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      // At the end it means what is in a folder, but not the folder.
      let least = pattern.count == 1 ? 1 : 0
      guard path.count >= least else { return false }
      return (least...path.count).contains { matches(pattern.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, fits(first, name) else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
  }

  private static func fits(_ pattern: Substring, _ name: Substring) -> Bool {
    fnmatch(String(pattern), String(name), 0) == 0
  }

  private func attributeLines(in folder: String) -> [[Substring]] {
    var entry: OpaquePointer?
    let path = folder.isEmpty ? ".gitattributes" : "\(folder)/.gitattributes"
    guard git_tree_entry_bypath(&entry, tree, path) == 0, let entry else { return [] }
    defer { git_tree_entry_free(entry) }
    guard let blob = blob(entry) else { return [] }
    return String(decoding: raw(blob), as: UTF8.self).split(whereSeparator: \.isNewline).map { Self.words(of: $0) }
  }

  /// The words of a line, of which the first may stand in quotes.
  private static func words(of line: Substring) -> [Substring] {
    let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
    let line = line.drop(while: isBlank)
    guard line.first == "\"", let end = line.dropFirst().firstIndex(of: "\"") else {
      return line.split(whereSeparator: isBlank)
    }
    return [line.dropFirst()[..<end]] + line[line.index(after: end)...].split(whereSeparator: isBlank)
  }
}
