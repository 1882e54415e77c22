/// Where a template was found: the tokens of each of its elements.
struct StructuralMatch: Sendable, Equatable {
  /// One range of token indices for each element; empty for a hole that stands for nothing.
  let spans: [Range<Int>]

  var range: Range<Int> { (spans.first?.lowerBound ?? 0)..<(spans.last?.upperBound ?? 0) }

  func contains(_ other: StructuralMatch) -> Bool {
    range.lowerBound <= other.range.lowerBound && other.range.upperBound <= range.upperBound
  }
}

/// Finds a template in a text: literal tokens have to be equal, holes are tried from short to long.
struct StructuralSearch {
  private let template: StructuralTemplate
  private let stream: TokenStream
  private let tokens: [Token]
  private let region: Range<Int>
  private let conditions: [String: RegexPattern]
  /// What is known not to lead anywhere, where that does not depend on captures.
  private var dead: [Bool]
  private let hasMemory: Bool
  private var spans: [Range<Int>] = []
  /// A pathological template must not take for ever.
  private var work = 0

  private static let mostWork = 2_000_000

  /// True when the search was given up, and nothing it says counts.
  var isExhausted: Bool { work > Self.mostWork }

  init(
    _ template: StructuralTemplate, in stream: TokenStream, region: Range<Int>? = nil,
    where conditions: [String: RegexPattern] = [:]
  ) {
    self.template = template
    self.stream = stream
    self.conditions = conditions
    tokens = stream.tokens
    self.region = region ?? 0..<tokens.count
    let names = template.elements.compactMap(\.hole).filter { !$0.isAnonymous }.map(\.name)
    hasMemory = Set(names).count == names.count && conditions.isEmpty
    dead = hasMemory ? [Bool](repeating: false, count: (template.elements.count + 1) * (tokens.count + 1)) : []
  }

  /// All places, from the first on, none overlapping another.
  mutating func matches() -> [StructuralMatch] {
    var matches: [StructuralMatch] = []
    guard hasAllWords else { return [] }
    var place = region.lowerBound
    while place < region.upperBound, !isExhausted {
      spans = []
      guard mayBegin(at: place), match(0, at: place) else {
        place += 1
        continue
      }
      let match = StructuralMatch(spans: spans)
      matches.append(match)
      place = max(match.range.upperBound, place + 1)
    }
    return matches
  }

  /// A word of the template that is nowhere in the text makes every search vain.
  private var hasAllWords: Bool {
    var wanted: Set<ArraySlice<UInt8>> = []
    for case .literal(.word, let key) in template.elements.map(\.kind) { wanted.insert(key[...]) }
    for index in region where tokens[index].kind == .word && !wanted.isEmpty {
      wanted.remove(stream.bytes[tokens[index].range])
    }
    return wanted.isEmpty
  }

  private func mayBegin(at place: Int) -> Bool {
    guard !tokens[place].isLayout, let first = template.elements.first else { return false }
    return first.hole != nil || isLiteral(first, at: place)
  }

  private func isLiteral(_ element: StructuralTemplate.Element, at place: Int) -> Bool {
    guard place < region.upperBound, case .literal(let kind, let key) = element.kind else { return false }
    let token = tokens[place]
    guard token.kind == kind else { return false }
    if token.isLayout { return true }
    return stream.key(token).isSame(as: key[...])
  }

  /// Matches the elements from one on; on success, their spans are there.
  private mutating func match(_ first: Int, at start: Int) -> Bool {
    var element = first
    var place = start
    let depth = spans.count
    // Literals in a row take no recursion.
    while element < template.elements.count {
      let wanted = template.elements[element]
      if wanted.hole != nil { break }
      if wanted.isLayout, isInBrackets(place) {
        // The lines of the template stand in an argument list of the file.
        spans.append(place..<place)
        element += 1
        continue
      }
      guard isLiteral(wanted, at: place) else {
        spans.removeLast(spans.count - depth)
        return false
      }
      var end = place + 1
      if case .literal(.dedent, StructuralTemplate.severalDedents) = wanted.kind {
        while end < region.upperBound, tokens[end].kind == .dedent { end += 1 }
      }
      spans.append(place..<end)
      place = end
      element += 1
    }
    if element == template.elements.count { return true }
    if fill(element, at: place) { return true }
    spans.removeLast(spans.count - depth)
    return false
  }

  private func isInBrackets(_ place: Int) -> Bool {
    place > region.lowerBound && place < region.upperBound && tokens[place].isQuiet
  }

  private mutating func fill(_ element: Int, at place: Int) -> Bool {
    guard let hole = template.elements[element].hole else { return false }
    if hasMemory, dead[element * (tokens.count + 1) + place] { return false }
    let isLast = element + 1 == template.elements.count
    var found = false
    if !hole.isAnonymous, let before = earlier(hole, before: element) {
      let end = place + before.count
      found = end <= region.upperBound && isSame(before, place..<end) && go(on: element, place..<end)
    } else {
      var ends = HoleEnds(hole, at: place, in: stream, region: region)
      var passed: [Int] = []
      if isLast, hole.kind == .inline || hole.kind == .rest {
        found = ends.last().map { go(on: element, place..<$0) } ?? false
      } else {
        while !found, !isExhausted, let end = ends.next() {
          work += 1
          found = go(on: element, place..<end)
          // From where this hole could end in vain, one that begins there ends in vain as well.
          if !found, hasMemory, isPlain(hole) {
            if dead[element * (tokens.count + 1) + end] { break }
            passed.append(end)
          }
        }
        if !found { for end in passed { dead[element * (tokens.count + 1) + end] = true } }
      }
    }
    if !found, hasMemory { dead[element * (tokens.count + 1) + place] = true }
    return found
  }

  private func isPlain(_ hole: TemplateHole) -> Bool { hole.kind == .inline || hole.kind == .rest }

  private mutating func go(on element: Int, _ span: Range<Int>) -> Bool {
    // A glance at what has to come next saves most of the tries.
    if element + 1 < template.elements.count, template.elements[element + 1].hole == nil,
      !template.elements[element + 1].isLayout, !isLiteral(template.elements[element + 1], at: span.upperBound)
    {
      return false
    }
    guard let hole = template.elements[element].hole, fits(hole, span) else { return false }
    spans.append(span)
    if match(element + 1, at: span.upperBound) { return true }
    spans.removeLast()
    return false
  }

  private func fits(_ hole: TemplateHole, _ span: Range<Int>) -> Bool {
    if case .pattern(let pattern) = hole.kind, !pattern.matches(whole: text(of: span), isUTF8: true) { return false }
    guard let condition = conditions[hole.name] else { return true }
    return condition.isFound(in: text(of: span))
  }

  /// The bytes from the first token of a span to its last.
  private func text(of span: Range<Int>) -> [UInt8] {
    guard let first = span.first, let last = span.last else { return [] }
    return Array(stream.bytes[tokens[first].range.lowerBound..<tokens[last].range.upperBound])
  }

  private func earlier(_ hole: TemplateHole, before element: Int) -> Range<Int>? {
    for index in 0..<element where template.elements[index].hole?.name == hole.name { return spans[index] }
    return nil
  }

  private func isSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    zip(one, other).allSatisfy {
      tokens[$0].kind == tokens[$1].kind && stream.key(tokens[$0]).isSame(as: stream.key(tokens[$1]))
    }
  }
}
