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
      #expect(Mistake.isHelpful(said), "\(mistakes[index].name): \(said)")
    }
    if getenv("UPDATE_GOLDEN") != nil {
      try Files.write(mistakes.map(\.text).joined(separator: "\n"), to: Self.file)
    }
  }
}
