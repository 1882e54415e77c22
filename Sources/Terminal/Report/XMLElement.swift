/// An element of XML, as much of it as JUnit needs.
struct XMLElement {
  let name: String
  let attributes: [(String, String)]
  let text: String
  let children: [XMLElement]

  init(_ name: String, _ attributes: [(String, String)] = [], _ children: [XMLElement] = [], text: String = "") {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.text = text
  }

  subscript(attribute: String) -> String? { attributes.first { $0.0 == attribute }?.1 }

  var rendered: String { lines("").joined(separator: "\n") + "\n" }

  private func lines(_ margin: String) -> [String] {
    let head = "\(margin)<\(name)" + attributes.map { " \($0.0)=\"\(Self.escaped($0.1))\"" }.joined()
    if !children.isEmpty {
      return ["\(head)>"] + children.flatMap { $0.lines(margin + "  ") } + ["\(margin)</\(name)>"]
    }
    return ["\(head)" + (text.isEmpty ? "/>" : ">\(Self.escaped(text))</\(name)>")]
  }

  private static func escaped(_ text: String) -> String {
    text.escaped { scalar in
      switch scalar {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\"": "&quot;"
      // Kept apart from spaces by a reader of attributes.
      case "\n": "&#10;"
      case "\t": "&#9;"
      // XML 1.0 has no way to write these.
      case "\u{0}"..<"\u{20}", "\u{fffe}", "\u{ffff}": "\u{fffd}"
      default: nil
      }
    }
  }
}
