/// How far a text indents its blocks.
struct TemplateIndentation {
  /// In columns.
  let width: Int
  /// One level as the text writes it.
  let bytes: [UInt8]

  /// The step that is taken most often from one line to a deeper one; four blanks where there is none.
  static func unit(of text: [UInt8]) -> TemplateIndentation {
    var (tabs, blanks) = (0, 0)
    var steps: [Int: Int] = [:]
    var before: Int?
    for line in text.split(separator: 0x0a) where !line.isBlank {
      let indent = line.indent
      if indent.first == 0x09 { tabs += 1 } else if indent.first == 0x20 { blanks += 1 }
      let column = Lexer.column(of: indent.endIndex, from: line.startIndex, in: text)
      if let last = before, (1...8).contains(column - last) { steps[column - last, default: 0] += 1 }
      before = column
    }
    if tabs > blanks { return TemplateIndentation(width: 8, bytes: [0x09]) }
    let width = steps.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 4
    return TemplateIndentation(width: width, bytes: [UInt8](repeating: 0x20, count: width))
  }
}

/// Which indentation of the file belongs to which column of the template, learnt from the lines that were found.
struct TemplateColumns {
  private var known: [Int: [UInt8]] = [:]
  private let template: TemplateIndentation
  private let file: TemplateIndentation

  init(_ template: TemplateIndentation, _ file: TemplateIndentation) {
    self.template = template
    self.file = file
  }

  mutating func learn(_ column: Int, _ indent: ArraySlice<UInt8>) {
    if known[column] == nil { known[column] = Array(indent) }
  }

  func indent(for column: Int) -> [UInt8] {
    if let exact = known[column] { return exact }
    guard let near = known.keys.filter({ $0 < column }).max(), let indent = known[near] else {
      return known[known.keys.min() ?? 0] ?? []
    }
    let step = column - near
    guard step.isMultiple(of: template.width) else { return indent + [UInt8](repeating: 0x20, count: step) }
    return indent + [[UInt8]](repeating: file.bytes, count: step / template.width).joined()
  }
}
