/// Reads unified diffs, those of git and plain ones, of one file or several.
package struct DiffParser {
  var lines: [PatchText.Line]
  var next = 0
  var files: [FilePatch] = []
  /// Whether the last file was begun by a `diff --git` line and has no hunk yet.
  var isInHeader = false

  /// All files of a diff; text around them, as in a mail, is passed over.
  package static func read(_ bytes: [UInt8]) throws(DiffProblem) -> [FilePatch] {
    let text: PatchText
    do throws(PatchText.Unsafe) {
      text = try PatchText(bytes)
    } catch {
      throw DiffProblem(line: 1, "cannot read the diff: \(error.reason)")
    }
    var parser = DiffParser(lines: text.lines)
    try parser.run()
    return parser.files
  }

  private init(lines: [PatchText.Line]) { self.lines = lines }

  private mutating func run() throws(DiffProblem) {
    while next < lines.count {
      let content = lines[next].content.withoutReturn
      if content.starts(with: "diff --git ") {
        beginGitFile(content)
      } else if content.starts(with: "--- "), next + 1 < lines.count, lines[next + 1].content.starts(with: "+++ ") {
        try readNames()
      } else if content.starts(with: "@@ ") {
        try readHunk()
      } else if isInHeader, try readExtendedHeader(content) {
        next += 1
      } else {
        try refuseWhatIsNoUnifiedDiff(content)
        next += 1
      }
    }
    guard !files.isEmpty else {
      throw DiffProblem(line: 1, "no diff in it", hint: "make one with 'git diff' or 'diff -u'")
    }
    try checkFiles()
  }

  /// Other kinds of diffs would be passed over as the text of a mail, and nothing would be patched.
  private func refuseWhatIsNoUnifiedDiff(_ content: ArraySlice<UInt8>) throws(DiffProblem) {
    if content.starts(with: "@@@ ") {
      throw DiffProblem(
        line: next + 1, "a combined diff of a merge cannot be applied", hint: "make it with 'git diff BEFORE AFTER'")
    }
    if content.elementsEqual("***************".utf8) {
      throw DiffProblem(line: next + 1, "a context diff cannot be read", hint: "make a unified one with 'diff -u'")
    }
    guard lastHunkEnd == next, isBodyLine(content), let hunk = files.last?.hunks.last else { return }
    throw DiffProblem(
      line: next + 1, "the hunk at line \(hunk.line) has more lines than its header says",
      hint: "make the diff again, or correct the counts in its @@ line")
  }

  /// Where the last hunk's lines ended.
  var lastHunkEnd = -1

  private func isBodyLine(_ content: ArraySlice<UInt8>) -> Bool {
    guard let first = content.first, [UInt8(ascii: " "), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(first) else {
      return false
    }
    // The signature of a mail.
    return !content.elementsEqual("-- ".utf8) && !content.elementsEqual("--".utf8)
  }

  private func checkFiles() throws(DiffProblem) {
    for file in files where file.oldPath == nil && file.newPath == nil {
      throw DiffProblem(line: file.line, "no name of a file")
    }
    // Nothing would be done, and called done.
    for file in files where file.isEmpty {
      throw DiffProblem(
        line: file.line, "a file without any change", hint: "the diff was cut off, or damaged on its way; make it again"
      )
    }
  }
}

extension ArraySlice<UInt8> {
  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { buffer in starts(with: buffer) }
  }

  /// The bytes without one carriage return at the end.
  var withoutReturn: ArraySlice<UInt8> { last == 0x0d ? dropLast() : self }
}
