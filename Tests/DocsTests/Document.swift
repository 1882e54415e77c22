import TestSupport

/// A page of the project's documents.
struct Document {
  let name: String
  let lines: [Substring]

  static let top = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static let names =
    ["README.md", "CHANGELOG.md", "playbooks/README.md", "backups/README.md"]
    + [
      "ARCHITECTURE", "backup-set", "benchmarks", "ci", "commands", "connecting", "patching", "playbook", "protocol",
      "scripting", "transaction",
    ]
    .map { "docs/\($0).md" }

  init(_ name: String) throws {
    self.name = name
    lines = try Files.read("\(Self.top)/\(name)").split(separator: "\n", omittingEmptySubsequences: false)
  }

  var folder: String {
    let parts = name.split(separator: "/").dropLast()
    return parts.reduce(Self.top) { "\($0)/\($1)" }
  }

  /// The rows of the first table under a heading, without its head.
  func table(under heading: String) -> [[String]] {
    lines.drop { $0 != heading }.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
      .map { row in
        row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { cell in
          cell.split(separator: " ").joined(separator: " ")
        }
      }
  }

  /// The fenced blocks of a kind.
  func blocks(_ kind: String) -> [[Substring]] {
    var blocks: [[Substring]] = []
    var current: [Substring]?
    for line in lines {
      if let block = current {
        if line == "```" {
          blocks.append(block)
          current = nil
        } else {
          current = block + [line]
        }
      } else if line == "```\(kind)" {
        current = []
      }
    }
    return blocks
  }

  /// The targets of links to files of the project.
  var links: [String] {
    lines.flatMap { line in line.split(separator: "](").dropFirst() }
      .compactMap { rest in rest.split(separator: ")", omittingEmptySubsequences: false).first.map(String.init) }
      .filter { !$0.contains("://") && !$0.hasPrefix("#") }
  }
}
