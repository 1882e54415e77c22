internal import CLibYAML
internal import SourceText

/// Owns a libyaml parser and the bytes it reads.
final class EventParser {
  private let source: SourceText
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let offsets: ScalarOffsets
  private let isInitialized: Bool

  init(_ source: SourceText) {
    self.source = source
    // libyaml counts a byte order mark as a column once the encoding is fixed, which breaks the indentation.
    let start = source.bytes.starts(with: SourceText.byteOrderMark) ? SourceText.byteOrderMark.count : 0
    offsets = ScalarOffsets(source.bytes[start...])
    input = .allocate(capacity: source.bytes.count - start)
    _ = input.initialize(from: source.bytes[start...])
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    isInitialized = yaml_parser_initialize(parser) == 1
    guard isInitialized else { return }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    if isInitialized { yaml_parser_delete(parser) }
    parser.deallocate()
    input.deallocate()
  }

  func next() throws(Problem) -> Event {
    guard isInitialized else { throw Problem("not enough memory", at: SourceRange(source, 0..<0)) }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
    defer { yaml_event_delete(&event) }
    let (kind, anchor, tag) = Self.content(of: event)
    let start = offset(event.start_mark)
    let range = SourceRange(source, start..<max(start, offset(event.end_mark)))
    return Event(kind: kind, range: range, anchor: anchor, tag: tag)
  }

  private static func content(of event: yaml_event_t) -> (Event.Kind, anchor: String?, tag: String?) {
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let style: Scalar.Style =
        switch scalar.style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .quoted
        }
      return (.scalar(Scalar(text, style)), string(scalar.anchor), string(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      return (.sequenceStart, string(event.data.sequence_start.anchor), string(event.data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      return (.mappingStart, string(event.data.mapping_start.anchor), string(event.data.mapping_start.tag))
    case YAML_ALIAS_EVENT: return (.alias, string(event.data.alias.anchor), nil)
    case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, nil, nil)
    case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil, nil)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil, nil)
    case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil, nil)
    case YAML_STREAM_START_EVENT: return (.streamStart, nil, nil)
    default: return (.streamEnd, nil, nil)
    }
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    text.map { String(cString: $0) }
  }

  private func offset(_ mark: yaml_mark_t) -> Int {
    offsets.byteOffset(ofScalar: mark.index)
  }

  private var problem: Problem {
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "not enough memory"
    if parser.pointee.error == YAML_READER_ERROR {
      let offset = source.bytes.count - input.count + parser.pointee.problem_offset
      return SyntaxProblem(words, at: offset, context: nil, in: source).problem
    }
    let context = parser.pointee.context.map { (String(cString: $0), offset(parser.pointee.context_mark)) }
    return SyntaxProblem(words, at: offset(parser.pointee.problem_mark), context: context, in: source).problem
  }
}
