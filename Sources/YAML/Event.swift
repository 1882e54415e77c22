internal import SourceText

/// One step of libyaml through a file.
struct Event {
  enum Kind {
    case streamStart, streamEnd
    case documentStart, documentEnd
    case scalar(Scalar)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case alias
  }

  let kind: Kind
  let range: SourceRange
  /// The name after `&`, or after `*` for an alias.
  let anchor: String?
  /// The tag as libyaml resolves it.
  let tag: String?
}
