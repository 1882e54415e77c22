import SourceText
import Testing

struct SuggestionTests {
  @Test(arguments: [
    ("sevice", "service"), ("servcie", "service"), ("serviec", "service"), ("Service", "service"), ("cpy", "copy"),
    ("stauts", "status"), ("naem", "name"),
  ])
  func aTypingMistakeIsRecognised(_ typed: String, _ meant: String) {
    #expect(Suggestion.closest(to: typed, among: ["copy", "service", "status", "name"]) == meant)
  }

  @Test(arguments: ["", "x", "patch", "entirely", "no", String(repeating: "a", count: 5000)])
  func aDifferentWordIsNot(_ typed: String) {
    #expect(Suggestion.closest(to: typed, among: ["copy", "service", "status", "name"]) == nil)
  }
}
