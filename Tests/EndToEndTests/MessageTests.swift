import Deploy
import Glibc
import TestSupport
import Testing

/// Mistakes that people make, and what they are told: Messages.txt has them all.
///
/// `UPDATE_GOLDEN=1 swift test --filter MessageTests` writes what the program says now; read the difference.
struct MessageTests {
  private static let file = "\(Schema.top)/Tests/EndToEndTests/Messages.txt"

  @Test func everyMistakeIsToldWithPlaceCauseAndWhatToDo() async throws {
    var mistakes = try Mistake.all(in: try Files.read(Self.file))
    #expect(mistakes.count >= 60)
    #expect(Set(mistakes.map(\.name)).count == mistakes.count)
    for index in mistakes.indices {
      let said = try await mistakes[index].told()
      if getenv("UPDATE_GOLDEN") == nil {
        #expect(said == mistakes[index].expected, "\(mistakes[index].name)")
      }
      mistakes[index].expected = said
      let isPlaced = said.contains(#/(?m)^[^ ]+:\d+:\d+: error: |^error: |: not reached: |: refused, /#)
      let saysNext = said.contains(#/(?m)^hint: |did you mean|expected |: make it there/#)
      #expect(isPlaced && saysNext && !said.hasPrefix("exit 0\n"), "\(mistakes[index].name): \(said)")
    }
    if getenv("UPDATE_GOLDEN") != nil {
      try Files.write(mistakes.map(\.text).joined(separator: "\n"), to: Self.file)
    }
  }
}

/// One mistake: the files of a folder, a command line, and what is said.
private struct Mistake {
  let name: String
  let words: [String]
  let files: [(path: String, text: String)]
  var expected: String

  /// Reads `=== NAME`, `$ WORDS`, `--- PATH` with the lines of a file, and `>>>` with what is said.
  static func all(in text: String) throws -> [Mistake] {
    try text.split(separator: "=== ").map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard lines.count > 2, lines[1].hasPrefix("$ "), let end = lines.firstIndex(of: ">>>") else {
        throw Mishap("no mistake: \(block)")
      }
      var files: [(path: String, text: String)] = []
      for line in lines[2..<end] {
        if line.hasPrefix("--- ") {
          files.append((String(line.dropFirst(4)), ""))
        } else if !files.isEmpty {
          files[files.count - 1].text += line + "\n"
        }
      }
      return Mistake(
        name: lines[0], words: lines[1].dropFirst(2).split(separator: " ").map(String.init), files: files,
        expected: lines[(end + 1)...].joined(separator: "\n").endedOnce)
    }
  }

  var text: String {
    let parts = files.map { "--- \($0.path)\n\($0.text)" }.joined()
    return "=== \(name)\n$ \(words.joined(separator: " "))\n\(parts)>>>\n\(expected)"
  }

  func told() async throws -> String {
    let folder = try Files.temporaryFolder("mistake")
    defer { Files.remove(folder) }
    for file in files { try Files.write(file.text, to: "\(folder)/\(file.path)") }
    let ending = try await Deployctl.start(words, in: folder).ending()
    let number = ending.code.map { String($0.rawValue) } ?? "\(ending.status)"
    let said = ending.everything.replacing(folder, with: "FOLDER")
    return "exit \(number)\n\(said)".endedOnce
  }
}

extension String {
  /// With one newline at its end: an empty line stands between two mistakes.
  fileprivate var endedOnce: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return text + "\n"
  }
}
