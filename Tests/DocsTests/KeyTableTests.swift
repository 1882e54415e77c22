import JSON
import Playbook
import TestSupport
import Testing

/// The tables of keys in the reference against the keys that the parser takes.
struct KeyTableTests {
  /// Where the table of a heading and a first cell tells of a map of a schema; nil names the item of a list.
  private static let places: [String: (LanguageSchema, [String?])] = [
    "## Keys of the playbook: key": (.playbook, []),
    "### Backups: key": (.playbook, ["backups"]),
    "## Another account: key": (.playbook, ["become"]),
    "## When one host fails: key of `strategy`": (.playbook, ["strategy"]),
    "## Steps: key": (.playbook, ["steps", nil]),
    "### copy: key": (.playbook, ["steps", nil, "copy"]),
    "### template: key": (.playbook, ["steps", nil, "template"]),
    "### patch: key": (.playbook, ["steps", nil, "patch"]),
    "### directory, link, remove: key of `directory`": (.playbook, ["steps", nil, "directory"]),
    "### directory, link, remove: key of `link`": (.playbook, ["steps", nil, "link"]),
    "### directory, link, remove: key of `remove`": (.playbook, ["steps", nil, "remove"]),
    "### git: key": (.playbook, ["steps", nil, "git"]),
    "### run: key": (.playbook, ["steps", nil, "run"]),
    "### restart, reload, start, stop: key": (.playbook, ["steps", nil, "restart"]),
    "#### Compose projects: key": (.playbook, ["compose"]),
    "### healthy: key": (.playbook, ["steps", nil, "healthy"]),
    "### logs: key": (.playbook, ["steps", nil, "logs"]),
    "## hosts.yml: key of a host": (.inventory, ["hosts", "a"]),
    "## hosts.yml: key of a group": (.inventory, ["groups", "a"]),
  ]

  @Test func theTablesHaveTheKeysOfTheLanguage() throws {
    var told = try Self.tables()
    #expect(Set(told.keys) == Set(Self.places.keys))
    // The kinds of steps stand in the sentence before their table.
    told["## Steps: key", default: []] += try Self.kinds()
    for (title, (schema, path)) in Self.places {
      #expect(told[title]?.sorted() == Self.keys(schema.document, path).first?.sorted(), "\(title)")
    }
  }

  /// The keys of every table whose first column is one of keys.
  private static func tables() throws -> [String: [String]] {
    var tables: [String: [String]] = [:]
    var (heading, title) = (Substring(), String?.none)
    for line in try Document("docs/playbook.md").lines {
      if line.hasPrefix("#"), line.contains("# ") { heading = line }
      guard line.hasPrefix("|") else {
        title = nil
        continue
      }
      let cell = line.dropFirst().prefix { $0 != "|" }.split(separator: " ").joined(separator: " ")
      if cell == "key" || cell.hasPrefix("key of ") {
        title = "\(heading): \(cell)"
      } else if let title, !cell.hasPrefix("-") {
        tables[title, default: []] += Rooms.quoted(cell, by: "`")
      }
    }
    return tables
  }

  private static func kinds() throws -> [String] {
    let line = try #require(
      try Document("docs/playbook.md").lines.first { $0.hasPrefix("A step is a map with one kind (") })
    return Rooms.quoted(line.prefix { $0 != ")" }, by: "`")
  }

  /// The keys of the maps that can stand at the end of a path.
  private static func keys(_ schema: JSONValue, _ path: [String?]) -> [[String]] {
    if case .array(let forms)? = schema["anyOf"], schema["properties"] == nil {
      return forms.flatMap { keys($0, path) }
    }
    guard let step = path.first else {
      guard case .object(let members)? = schema["properties"] else { return [] }
      return [members.map(\.name)]
    }
    var next: [JSONValue] = []
    if let step {
      next += [schema["properties"]?[step]].compactMap { $0 }
      if case .object(let members)? = schema["patternProperties"] { next += members.map(\.value) }
    } else {
      next += [schema["items"]].compactMap { $0 }
    }
    return next.flatMap { keys($0, Array(path.dropFirst())) }
  }
}
