import Deploy
import Terminal
import TestSupport
import Testing

/// The tables of the documents against the code that they describe.
struct TableTests {
  @Test(arguments: ["README.md", "docs/commands.md"])
  func theExitCodesAreThoseOfTheProgram(document: String) throws {
    let told = try Document(document).table(under: "## Exit codes")
    #expect(told == ExitCode.allCases.map { ["\($0.rawValue)", $0.meaning] })
  }

  @Test func theRulesOfFindingsAreThoseOfTheProgram() throws {
    let rows = try Document("docs/scripting.md").table(under: "## Findings")
    #expect(rows.flatMap { Rooms.quoted($0[0], by: "`") } == Finding.Rule.allCases.map(\.rawValue))
  }

  @Test func theRoomsAreThoseOfThePackage() throws {
    let package = try Document("Package.swift").lines.joined(separator: "\n")
    var rooms = try Rooms(package: package).imports
    for row in try Document("docs/ARCHITECTURE.md").table(under: "## Rooms") {
      try #require(row.count == 3)
      let told = Set(Rooms.quoted(row[2], by: "`")).subtracting(["Dispatch", "Glibc", "Synchronization"])
      for room in Rooms.quoted(row[0], by: "`") {
        #expect(rooms.removeValue(forKey: room) == told, "\(room)")
      }
    }
    #expect(rooms.isEmpty)
  }

  @Test(arguments: Document.names)
  func everyLinkLeadsToAFile(document: String) throws {
    let document = try Document(document)
    for link in document.links {
      let path = link.split(separator: "#").first.map(String.init) ?? link
      #expect(throws: Never.self, "\(link)") { try Files.read("\(document.folder)/\(path)") }
    }
  }
}

/// The rooms of the package with what they may import.
struct Rooms {
  private(set) var imports: [String: Set<String>] = [:]

  init(package: String) throws {
    for opening in ["room(", ".executableTarget("] {
      for call in package.split(separator: "    \(opening)").dropFirst() {
        let names = Self.quoted(call.split(separator: ")").first ?? "", by: "\"")
        let modules = names.prefix { !$0.hasSuffix(".sh") }
        if let room = modules.first { imports[room] = Set(modules.dropFirst()) }
      }
    }
  }

  /// What stands between pairs of a mark.
  static func quoted(_ text: some StringProtocol, by mark: Character) -> [String] {
    text.split(separator: mark, omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
