internal import CLibGit2

extension CommittedTree {
  /// Whether `.gitattributes` of the commit leave a path out of what is deployed.
  func isIgnored(_ path: String) -> Bool {
    var options = git_attr_options()
    options.version = UInt32(GIT_ATTR_OPTIONS_VERSION)
    options.flags = UInt32(GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_INCLUDE_COMMIT)
    options.attr_commit_id = oid
    var value: UnsafePointer<CChar>?
    guard git_attr_get_ext(&value, pointer, &options, path, "export-ignore") == 0 else { return false }
    return git_attr_value(value) == GIT_ATTR_VALUE_TRUE
  }

  /// Whether `folder/ export-ignore` names it: the library takes what is not in a working tree for a file, which such a line
  /// does not match.
  func isIgnoredFolder(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.indices.contains { depth in
      let rest = parts[depth...].joined(separator: "/")
      return attributeLines(in: parts[..<depth].joined(separator: "/")).contains { words in
        guard let pattern = words.first, pattern.hasSuffix("/"), words.dropFirst().contains("export-ignore") else {
          return false
        }
        let name = pattern.dropLast()
        guard name.contains("/") else { return name == parts[parts.count - 1] }
        return (name.hasPrefix("/") ? name.dropFirst() : name) == rest
      }
    }
  }

  private func attributeLines(in folder: String) -> [[Substring]] {
    var entry: OpaquePointer?
    let path = folder.isEmpty ? ".gitattributes" : "\(folder)/.gitattributes"
    guard git_tree_entry_bypath(&entry, tree, path) == 0, let entry else { return [] }
    defer { git_tree_entry_free(entry) }
    guard let blob = blob(entry) else { return [] }
    return String(decoding: raw(blob), as: UTF8.self).split(separator: "\n").map { line in
      line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    }
  }
}
