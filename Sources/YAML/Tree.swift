internal import SourceText

/// Builds the nodes of one file and collects what the file should not hold.
final class Tree {
  private let source: SourceText
  private let events: EventParser
  private(set) var problems: [Problem] = []

  init(of source: SourceText) {
    self.source = source
    events = EventParser(source)
  }

  /// The only document of the file; nil if there is none, or if its syntax is broken.
  func read() -> Node? {
    do throws(Problem) {
      return try document()
    } catch {
      problems.append(error)
      return nil
    }
  }

  private func document() throws(Problem) -> Node? {
    var root: Node?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return root
      case .documentStart where root != nil:
        throw Problem("a second document starts here", at: event.range, hint: "a file holds one document; remove '---'")
      case .streamStart, .documentStart, .documentEnd: continue
      default: root = try node(event, depth: 1)
      }
    }
  }

  private func node(_ event: Event, depth: Int) throws(Problem) -> Node {
    guard depth <= YAML.deepestNesting else {
      throw Problem(
        "nested more than \(YAML.deepestNesting) deep", at: event.range,
        hint: "nothing in the language is: close it before")
    }
    refuseAnchorsAndTags(of: event)
    switch event.kind {
    case .scalar(let scalar): return Node(.scalar(scalar), at: trimmed(event.range, scalar.style))
    case .sequenceStart: return try sequence(event, depth: depth)
    case .mappingStart: return try mapping(event, depth: depth)
    default: return Node(.scalar(Scalar("", .plain)), at: event.range)
    }
  }

  private func sequence(_ start: Event, depth: Int) throws(Problem) -> Node {
    var nodes: [Node] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind {
        return Node(.sequence(nodes), at: range(from: start, to: event, last: nodes.last?.range))
      }
      nodes.append(try node(event, depth: depth + 1))
    }
  }

  private func mapping(_ start: Event, depth: Int) throws(Problem) -> Node {
    var entries: [Mapping.Entry] = []
    var first: [String: SourceRange] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        let range = range(from: start, to: event, last: entries.last?.value.range)
        return Node(.mapping(Mapping(entries: entries)), at: range)
      }
      let key = try node(event, depth: depth + 1)
      let value = try node(try events.next(), depth: depth + 1)
      guard let scalar = key.scalar else {
        refuse(Problem("a key cannot be \(key.found)", at: key.range, hint: "put a text with '{' or '[' in quotes"))
        continue
      }
      if scalar.style == .plain, scalar.text == "<<" {
        refuse(Problem("merge keys are not supported", at: key.range, hint: "write the keys out"))
      } else if let earlier = first.updateValue(key.range, forKey: scalar.text) {
        refuse(
          Problem(
            "the key '\(scalar.text.shortened)' is already on line \(earlier.location.line)", at: key.range,
            hint: "leave one of them"))
      } else {
        entries.append(Mapping.Entry(key: Mapping.Key(name: scalar.text, range: key.range), value: value))
      }
    }
  }

  private func refuseAnchorsAndTags(of event: Event) {
    if case .alias = event.kind {
      let name = event.anchor ?? ""
      let hint = "use ${name} and vars:, or quote a text that starts with '*'"
      refuse(Problem("aliases such as '*\(name)' are not supported", at: event.range, hint: hint))
    } else if let anchor = event.anchor {
      let hint = "remove it, or quote a text that starts with '&'"
      refuse(Problem("anchors such as '&\(anchor)' are not supported", at: event.range, hint: hint))
    }
    if event.tag != nil {
      let hint = "remove the '!' word, or quote the text"
      refuse(Problem("tags are not supported", at: event.range, hint: hint))
    }
  }

  /// Notes a problem; past those that are of use it is not even worded, since a place far into a long line costs time.
  private func refuse(_ problem: @autoclosure () -> Problem) {
    guard problems.count < Problems.most else { return }
    problems.append(problem())
  }

  /// The range of a collection; in block style libyaml puts its end where the next token starts.
  private func range(from start: Event, to end: Event, last: SourceRange?) -> SourceRange {
    let lower = start.range.bytes.lowerBound
    let isFlow = !end.range.bytes.isEmpty
    let upper = isFlow ? end.range.bytes.upperBound : last?.bytes.upperBound ?? start.range.bytes.upperBound
    return SourceRange(source, lower..<max(lower, upper))
  }

  /// The range of a scalar without the line breaks that libyaml counts to a block scalar.
  private func trimmed(_ range: SourceRange, _ style: Scalar.Style) -> SourceRange {
    guard style == .block else { return range }
    let lower = range.bytes.lowerBound
    let last = source.bytes[range.bytes].lastIndex { $0 > UInt8(ascii: " ") } ?? lower
    return SourceRange(source, lower..<last + 1)
  }
}
