import Testing

@testable import Patch

struct InsertEditTests {
  private let urls = """
    urlpatterns = [
        path('', views.index, name='index'),
        path('about/',
             views.about),
    ]

    """

  private func decide(
    _ insert: String, _ side: InsertEdit.Side, _ anchor: String, on text: String, file: String = "urls.py",
    _ more: (inout InsertEdit.Words) -> Void = { _ in }
  ) throws -> PatchDecision {
    var words = InsertEdit.Words(insert, side, anchor)
    more(&words)
    return try InsertEdit(words, .of(file)).decide(Array(text.utf8))
  }

  private func text(_ decision: PatchDecision) -> String? {
    decision.result.map { String(decoding: $0, as: UTF8.self) }
  }

  private let health = "path('health/', views.health),"

  @Test func aLineComesAfterItsAnchorAndIsIndentedLikeIt() throws {
    let decision = try decide(health, .after, "path(:[r], views.index, ...),", on: urls)
    #expect(decision.state == .applies)
    #expect(text(decision) == urls.replacing("name='index'),\n", with: "name='index'),\n    \(health)\n"))
    #expect(
      try decide(health, .after, "path(:[r], views.index, ...),", on: try #require(text(decision))).state
        == .alreadyApplied)
  }

  @Test func aLineComesBeforeItsAnchorAndAfterOneOfSeveralLines() throws {
    let after = try decide(health, .after, "path(:[r], views.about),", on: urls)
    #expect(text(after) == urls.replacing("views.about),\n", with: "views.about),\n    \(health)\n"))
    let first = try decide(health, .before, "path('', ...),", on: urls)
    #expect(text(first) == urls.replacing("    path('',", with: "    \(health)\n    path('',"))
    #expect(try decide(health, .before, "path('', ...),", on: try #require(text(first))).state == .alreadyApplied)
  }

  @Test func whatStandsElsewhereIsNotPutInTwice() throws {
    let elsewhere = urls.replacing("]", with: "    \(health)\n]")
    let decision = try decide(health, .after, "path(:[r], views.index, ...),", on: elsewhere)
    #expect(decision.state == .conflicting)
    #expect(decision.sites.first?.line == 5)
    #expect(
      try decide(health, .after, "path(:[r], views.index, ...),", on: elsewhere) { $0.applied = health }.state
        == .alreadyApplied)
  }

  @Test func anAnchorThatIsGoneOrTwiceThereIsRefused() throws {
    let gone = try decide(health, .after, "path(:[r], views.home, ...),", on: urls)
    #expect(gone.state == .drifted)
    #expect(gone.candidates.first?.line == 2)
    #expect(try decide(health, .after, "path(...),", on: urls).state == .ambiguous)
  }

  @Test func blocksKeepTheirInnerDepthInTheUnitsOfTheFile() throws {
    let text = "class A:\n\tdef f(self):\n\t\treturn 1\n"
    let decision = try decide("def g(self):\n    return 2", .before, "def f(self):", on: text)
    #expect(self.text(decision) == "class A:\n\tdef g(self):\n\t\treturn 2\n\tdef f(self):\n\t\treturn 1\n")
  }

  @Test func theLastLineMayLackItsEnd() throws {
    let decision = try decide("b = 2", .after, "a = 1", on: "a = 1")
    #expect(text(decision) == "a = 1\nb = 2")
    let windows = try decide("b = 2", .after, "a = 1", on: "x\r\na = 1\r\n")
    #expect(text(windows) == "x\r\na = 1\r\nb = 2\r\n")
  }

  @Test func onALineWithOtherCodeItIsPutBeside() throws {
    let decision = try decide("b: 2,", .after, "a: 1,", on: "x = { a: 1, c: 3 }\n", file: "a.js")
    #expect(text(decision) == "x = { a: 1, b: 2, c: 3 }\n")
  }

  /// One sign that it is done cannot stand for several places.
  @Test func appliedBesideACountIsRefused() throws {
    #expect(throws: KeyProblem.self) {
      try decide(health, .after, "path(...),", on: urls) {
        $0.applied = health
        $0.count = .all
      }
    }
  }
}
