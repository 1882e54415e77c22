package import SourceText
internal import YAML

/// A file that is made of a template and put on the host as a copied one is.
package struct TemplateStep: Sendable {
  /// The template, relative to the source folder.
  package let from: String
  package let range: SourceRange
  package let text: TemplateText
  /// How it is put there; the name of its one source is `key`, since each host has a text of its own.
  package let copy: CopyStep

  /// What stands for the finished text among the sources.
  package var key: String { copy.items.first?.from ?? from }
}

extension TemplateStep {
  static let shape = Shape(["from": .text, "to": .text], required: ["from", "to"]).with(CopyStep.attributes)

  static func read(_ node: Node, _ reading: Reading, below root: AbsolutePath) -> TemplateStep? {
    guard let fields = reading.fields(node, of: "template", shape) else { return nil }
    let from = fields.required("from")
    let source = from.flatMap { reading.sourcePath($0) }
    let to = fields.required("to").flatMap { destination($0, of: source, reading, below: root) }
    let attributes = CopyStep.attributes(fields, reading)
    guard let from, let source else { return nil }
    // What is not there, or cannot be read, is reported with the other sources.
    let text = reading.variables.outside.template(source).flatMap { TemplateText($0, reading.variables) }
    guard let to else { return nil }
    let key = "\(source)\u{0}\(reading.variables.host ?? "")"
    return TemplateStep(
      from: source, range: from.range, text: text ?? TemplateText(parts: []),
      copy: attributes.copying([CopyItem(from: key, to: to, range: from.range)]))
  }

  private static func destination(
    _ node: Node, of source: String?, _ reading: Reading, below root: AbsolutePath
  ) -> AbsolutePath? {
    guard let text = reading.text(node, "a path"), let path = reading.hostPath(node, "a path", below: root) else {
      return nil
    }
    guard PathParts.namesFolder(text) else { return path }
    let name = source?.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
    return name.flatMap { path.appending($0) }
  }
}
