import Glibc
import TestSupport
import Testing

struct RoomsTests {
  private let sources: [SourceFile]

  init() throws { sources = try SourceFile.all() }

  @Test func everyRoomImportsOnlyWhatItMay() {
    for file in sources {
      let allowed = Rooms.all[file.room] ?? []
      for module in file.imports where !allowed.contains(module) {
        Issue.record("\(file.path) imports \(module), which \(file.room) may not")
      }
    }
  }

  @Test func everyFolderOfSourcesIsARoomOrASystemLibrary() {
    let libraries: Set<String> = ["CLinux", "CCrypto", "CLibYAML", "CLibSSH2", "CPCRE2", "CLibGit2", "CZlib"]
    #expect(Set(sources.map(\.room)) == Set(Rooms.all.keys))
    #expect(SourceFile.folders == Set(Rooms.all.keys).union(libraries))
  }

  @Test(arguments: ["CLinux", "CCrypto", "CLibYAML", "CLibSSH2", "CPCRE2", "CLibGit2", "CZlib"])
  func everyCLibraryHasOneImporter(library: String) {
    #expect(Set(sources.filter { $0.imports.contains(library) }.map(\.room)).count == 1)
  }

  @Test func pureRoomsHaveNoAsyncFunctions() {
    for file in sources where Rooms.pure[file.room] != nil {
      #expect(!file.text.contains(" async "), "\(file.path) is async")
      #expect(!file.text.contains("await "), "\(file.path) waits")
    }
  }

  @Test func nothingImportsFoundation() {
    for file in sources { #expect(!file.imports.contains("Foundation"), "\(file.path)") }
  }

  @Test func thePackageSaysTheSame() throws {
    let package = try Files.read("\(SourceFile.top)/Package.swift")
    for (room, modules) in Rooms.all where room != "deployctl" {
      let own = modules.subtracting(["Dispatch", "Glibc", "Synchronization"])
      let pattern = try Regex("room\\(\\s*\"\(room)\"(?:,\\s*\\[([^\\]]*)\\])?")
      let match = try #require(package.firstMatch(of: pattern), "no room \(room) in Package.swift")
      let names = (match.output[1].substring ?? "").split { !($0.isLetter || $0.isNumber) }.map(String.init)
      #expect(Set(names) == own, "\(room)")
    }
  }
}

/// A Swift file of the product.
struct SourceFile {
  let room: String
  let path: String
  let text: String

  var imports: [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place < 2, words.count > place + 1 else { return nil }
      guard place == 0 || ["package", "internal", "public", "private", "@testable"].contains(words[0]) else {
        return nil
      }
      return String(words[place + 1])
    }
  }

  static let top = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static var folders: Set<String> {
    Set((Files.names(in: Array("\(top)/Sources".utf8)) ?? []).map { String(decoding: $0, as: UTF8.self) })
  }

  static func all() throws -> [SourceFile] {
    try folders.flatMap { room in try files(below: "Sources/\(room)").map { ($0, room) } }
      .map { path, room in SourceFile(room: room, path: path, text: try Files.read("\(top)/\(path)")) }
  }

  private static func files(below path: String) throws -> [String] {
    guard let names = Files.names(in: Array("\(top)/\(path)".utf8)) else {
      return path.hasSuffix(".swift") ? [path] : []
    }
    return try names.flatMap { try files(below: "\(path)/\(String(decoding: $0, as: UTF8.self))") }
  }
}
