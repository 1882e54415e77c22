extension DiffParser {
  mutating func beginGitFile(_ content: ArraySlice<UInt8>) {
    var file = FilePatch(line: next + 1)
    if let names = DiffName.pair(content.dropFirst("diff --git ".utf8.count)) {
      (file.oldPath, file.newPath) = (names.old, names.new)
    }
    files.append(file)
    isInHeader = true
    next += 1
  }

  /// Reads the two lines `---` and `+++`; they name the file of git's header, or begin one of their own.
  mutating func readNames() throws(DiffProblem) {
    let old = try name(lines[next].content.dropFirst(4), at: next)
    let new = try name(lines[next + 1].content.dropFirst(4), at: next + 1)
    // A part without hunks may stand in front of one without git's header.
    if !isInHeader || !isLast(old, new) { files.append(FilePatch(line: next + 1)) }
    isInHeader = false
    files[files.count - 1].oldPath = old
    files[files.count - 1].newPath = new
    next += 2
  }

  /// Whether names are those in git's header, with or without the folders that mark the sides.
  private func isLast(_ old: [UInt8]?, _ new: [UInt8]?) -> Bool {
    guard let file = files.last else { return false }
    func isSame(_ name: [UInt8]?, _ known: [UInt8]?) -> Bool {
      guard let name, let known else { return true }
      return name.reversed().starts(with: known.reversed()) || known.reversed().starts(with: name.reversed())
    }
    return isSame(old, file.oldPath) && isSame(new, file.newPath)
  }

  private func name(_ bytes: ArraySlice<UInt8>, at line: Int) throws(DiffProblem) -> [UInt8]? {
    guard let name = DiffName.read(bytes.withoutReturn) else {
      throw DiffProblem(line: line + 1, "cannot read the name of the file")
    }
    return name.elementsEqual("/dev/null".utf8) ? nil : name
  }

  /// Reads a line between `diff --git` and the first hunk; false if it is none of git's.
  mutating func readExtendedHeader(_ content: ArraySlice<UInt8>) throws(DiffProblem) -> Bool {
    let last = files.count - 1
    if let value = content.value(after: "old mode ") {
      files[last].oldMode = try mode(value)
    } else if let value = content.value(after: "new mode ") {
      files[last].newMode = try mode(value)
    } else if let value = content.value(after: "deleted file mode ") {
      files[last].oldMode = try mode(value)
      files[last].newPath = nil
    } else if let value = content.value(after: "new file mode ") {
      files[last].newMode = try mode(value)
      files[last].oldPath = nil
    } else if let value = content.value(after: "rename from ") ?? content.value(after: "copy from ") {
      files[last].oldPath = DiffName.unquoted(value).map { Array("a/".utf8) + $0 }
      files[last].isCopy = content.starts(with: "copy ")
      files[last].isRename = !files[last].isCopy
    } else if let value = content.value(after: "rename to ") ?? content.value(after: "copy to ") {
      files[last].newPath = DiffName.unquoted(value).map { Array("b/".utf8) + $0 }
    } else if let value = content.value(after: "index ") {
      readIndex(value)
    } else if content.starts(with: "GIT binary patch") || content.starts(with: "Binary files ") {
      files[last].isBinary = true
    } else {
      return content.starts(with: "similarity index ") || content.starts(with: "dissimilarity index ")
    }
    return true
  }

  private mutating func readIndex(_ value: ArraySlice<UInt8>) {
    let text = String(decoding: value, as: UTF8.self)
    let words = text.split(separator: " ")
    guard let ids = words.first?.split(separator: "."), ids.count == 2 else { return }
    let last = files.count - 1
    files[last].oldBlob = id(ids[0])
    files[last].newBlob = id(ids[1])
    if words.count > 1, let mode = UInt32(words[1], radix: 8) {
      files[last].oldMode = files[last].oldMode ?? mode
      files[last].newMode = files[last].newMode ?? mode
    }
  }

  /// An id of zeros means that there is no such file.
  private func id(_ text: Substring) -> String? {
    text.allSatisfy(\.isHexDigit) && text.contains { $0 != "0" } ? String(text) : nil
  }

  private func mode(_ value: ArraySlice<UInt8>) throws(DiffProblem) -> UInt32 {
    guard let mode = UInt32(String(decoding: value, as: UTF8.self), radix: 8), mode <= 0o177777 else {
      throw DiffProblem(line: next + 1, "no mode of a file: '\(String(decoding: value, as: UTF8.self))'")
    }
    return mode
  }
}

extension ArraySlice<UInt8> {
  func value(after prefix: StaticString) -> ArraySlice<UInt8>? {
    starts(with: prefix) ? dropFirst(prefix.utf8CodeUnitCount) : nil
  }
}
