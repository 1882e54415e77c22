extension DiffParser {
  mutating func readHunk() throws(DiffProblem) {
    guard !files.isEmpty else {
      throw DiffProblem(
        line: next + 1, "a hunk before the name of its file", hint: "put '--- a/FILE' and '+++ b/FILE' above")
    }
    isInHeader = false
    let start = next
    let content = lines[start].content.withoutReturn
    guard let header = HunkHeader(content) else {
      throw DiffProblem(
        line: start + 1, "cannot read the start of a hunk", hint: "it looks like '@@ -12,7 +12,9 @@', with counts")
    }
    // A diff whose own lines end in CRLF was converted on its way, and says nothing about the endings in the file.
    let isConverted = lines[start].ending == .crlf
    next += 1
    var body: [PatchHunk.Line] = []
    var (old, new) = (header.oldCount, header.newCount)
    while old > 0 || new > 0 {
      let line = try readBodyLine(of: start, header, isConverted: isConverted)
      if line.kind != .added { old -= 1 }
      if line.kind != .removed { new -= 1 }
      guard old >= 0, new >= 0 else {
        throw DiffProblem(
          line: next, "the hunk at line \(start + 1) has other lines than its header says",
          hint: "make the diff again, or correct the counts in its @@ line")
      }
      body.append(line)
      if next < lines.count, lines[next].content.first == UInt8(ascii: "\\") {
        body[body.count - 1].text.ending = .none
        next += 1
      }
    }
    lastHunkEnd = next
    files[files.count - 1].hunks.append(
      PatchHunk(
        oldStart: header.oldStart, newStart: header.newStart, section: header.section, lines: body, line: start + 1))
  }

  private mutating func readBodyLine(
    of start: Int, _ header: HunkHeader, isConverted: Bool
  ) throws(DiffProblem) -> PatchHunk.Line {
    guard next < lines.count else {
      throw DiffProblem(
        line: lines.count, "the diff ends inside the hunk at line \(start + 1)",
        hint: "its end was cut off; make it again")
    }
    var line = lines[next]
    next += 1
    if line.ending == .none || isConverted && line.ending == .crlf { line.ending = .lf }
    guard let sign = line.content.first else {
      // Mail programs remove the blank of an empty line.
      return PatchHunk.Line(kind: .context, text: line)
    }
    line.content = line.content.dropFirst()
    switch sign {
    case UInt8(ascii: " "): return PatchHunk.Line(kind: .context, text: line)
    case UInt8(ascii: "-"): return PatchHunk.Line(kind: .removed, text: line)
    case UInt8(ascii: "+"): return PatchHunk.Line(kind: .added, text: line)
    default:
      throw DiffProblem(
        line: next, "a line of a hunk starts with ' ', '-' or '+'",
        hint: "the hunk at line \(start + 1) has fewer lines than its header says, or the diff was changed on its way")
    }
  }
}

/// The line `@@ -12,7 +12,9 @@ def profile():`.
struct HunkHeader {
  let oldStart: Int
  let oldCount: Int
  let newStart: Int
  let newCount: Int
  let section: [UInt8]

  init?(_ content: ArraySlice<UInt8>) {
    var rest = content.dropFirst(3)
    guard let old = Self.range(UInt8(ascii: "-"), &rest), rest.popFirst() == UInt8(ascii: " "),
      let new = Self.range(UInt8(ascii: "+"), &rest), rest.starts(with: " @@")
    else { return nil }
    (oldStart, oldCount) = old
    (newStart, newCount) = new
    section = Array(rest.dropFirst(3).trimmed)
  }

  private static func range(_ sign: UInt8, _ rest: inout ArraySlice<UInt8>) -> (Int, Int)? {
    guard rest.popFirst() == sign, let start = number(&rest) else { return nil }
    guard rest.first == UInt8(ascii: ",") else { return (start, 1) }
    rest = rest.dropFirst()
    return number(&rest).map { (start, $0) }
  }

  /// A number small enough that sums of two cannot overflow.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    guard digits.count <= 9 else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
