/// Lines to put in the place of others.
struct Splice {
  let range: Range<Int>
  let lines: [Line]
  var lastEnding = LastEnding.site

  struct Line {
    let content: [UInt8]
    let ending: Ending
  }

  enum Ending: Equatable {
    /// As the lines around have it.
    case site
    case exactly(PatchText.Ending)
  }

  /// How the text ends if the splice reaches its end.
  enum LastEnding {
    /// As before.
    case site
    case newline
    case bare
  }

  /// The text with all splices made, which are in the order of the text and do not overlap; nil if they do.
  static func apply(_ splices: [Splice], to text: PatchText) -> [UInt8]? {
    var lines: [PatchText.Line] = []
    var next = 0
    let dominant = text.dominantEnding
    var isBare = text.lines.last?.ending == PatchText.Ending.none
    for splice in splices {
      guard splice.range.lowerBound >= next else { return nil }
      lines += text.lines[next..<splice.range.lowerBound]
      next = splice.range.upperBound
      for (offset, line) in splice.lines.enumerated() {
        lines.append(PatchText.Line(line.content[...], splice.ending(of: line, offset, in: text, dominant)))
      }
      guard next == text.lines.count else { continue }
      switch splice.lastEnding {
      case .site: break
      case .newline: isBare = false
      case .bare: isBare = true
      }
    }
    lines += text.lines[next...]
    // What was last may be in the middle now, and the other way round.
    for index in lines.indices.dropLast() where lines[index].ending == .none { lines[index].ending = dominant }
    if let last = lines.last?.ending {
      lines[lines.count - 1].ending = isBare ? .none : last == .none ? dominant : last
    }
    var result = text
    result.lines = lines
    return result.bytes
  }

  private func ending(
    of line: Line, _ offset: Int, in text: PatchText, _ dominant: PatchText.Ending
  ) -> PatchText.Ending {
    if case .exactly(let wanted) = line.ending { return wanted }
    let replaced = range.lowerBound + offset
    let own = replaced < range.upperBound ? text.lines[replaced].ending : .none
    let near = range.lowerBound > 0 ? text.lines[range.lowerBound - 1].ending : .none
    return own != .none ? own : near != .none ? near : dominant
  }
}
