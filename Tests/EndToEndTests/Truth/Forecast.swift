import JSON
import TestSupport

/// What a report says of one host: what becomes of it, and of each path.
struct Forecast {
  let host: String
  let status: String
  private let steps: [JSONValue]

  /// Reads what a check or deploy said with `--format json`.
  static func read(_ ending: Ending) throws -> [String: Forecast] {
    let report = try JSONReader.read(ending.output.utf8)
    let hosts = (report.list("places") ?? []).flatMap { $0.list("hosts") ?? [] }
    return Dictionary(
      uniqueKeysWithValues: try hosts.map { value in
        guard let name = value["host"]?.text, let status = value["status"]?.text else {
          throw Mishap("no host: \(value)")
        }
        return (name, Forecast(host: name, status: status, steps: value.list("steps") ?? []))
      })
  }

  /// Whether the step of this number, from 1, will have its turn.
  func willRun(_ number: Int) -> Bool {
    guard steps.indices.contains(number - 1) else { return false }
    return ["change", "unknown"].contains(steps[number - 1]["plan"]?.text)
  }

  /// Whether something will be removed.
  var removes: Bool {
    steps.contains { ($0.list("files") ?? []).contains { $0["becomes"]?["kind"] == "nothing" } }
  }

  /// The landscape after a deploy, if the report is true.
  func applied(to before: Tree, in folder: String) throws -> Landscape {
    var landscape = Landscape(before)
    for file in steps.filter({ $0["plan"] == "change" }).flatMap({ $0.list("files") ?? [] }) {
      guard let path = file["path"]?.text, let becomes = file["becomes"] else { throw Mishap("no path: \(file)") }
      let place = path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.utf8.count + 1)) : "root/\(path)"
      let sight = try Self.sight(becomes)
      landscape.sights[place] = sight
      // docs/playbook.md: a file with several hard links is written in place, and all its names change.
      guard let sight, sight.kind == "file" else { continue }
      for name in Self.names(of: place, in: before) where landscape.sights[name] != nil {
        landscape.sights[name] = sight
      }
    }
    return landscape
  }

  private static func sight(_ becomes: JSONValue) throws -> Landscape.Sight? {
    func number(_ name: String) -> Int { if case .number(let text)? = becomes[name] { Int(text) ?? -1 } else { 0 } }
    guard let kind = becomes["kind"]?.text else { throw Mishap("no kind: \(becomes)") }
    if kind == "nothing" { return nil }
    return Landscape.Sight(
      kind: kind, mode: becomes["mode"]?.text ?? "", owner: number("owner"), group: number("group"),
      content: becomes["sha256"]?.text ?? becomes["target"]?.text)
  }

  /// The other hard links of a file.
  private static func names(of path: String, in tree: Tree) -> [String] {
    let bytes = Array(path.utf8)
    guard let leaf = tree.leaves.first(where: { $0.path == bytes }) else { return [] }
    let first = leaf.sameAs ?? bytes
    return tree.leaves.filter { ($0.sameAs ?? $0.path) == first && $0.path != bytes }
      .map { String(decoding: $0.path, as: UTF8.self) }
  }
}
