import SourceText
import Testing

struct TerminalTextTests {
  @Test(arguments: ["", "plain ~ text", "naïve", "日本語", "👩‍🚀".unicodeScalars.first.map(String.init) ?? "", "e\u{301}"])
  func whatATerminalOnlyShowsStays(_ text: String) {
    #expect(text.terminalSafe == text)
    #expect(text.terminalSafeCode == text)
  }

  @Test(arguments: [
    ("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("\u{7F}", "\u{FFFD}"), ("a\nb", "a\u{FFFD}b"), ("a\r\nb", "a\u{FFFD}b"),
    ("right\u{202E}left", "right\u{FFFD}left"), ("\u{85}", "\u{FFFD}"), ("\u{0}", "\u{FFFD}"),
  ])
  func whatATerminalWouldObeyIsReplaced(_ text: String, _ shown: String) {
    #expect(text.terminalSafe == shown)
    #expect("x\t\(text)\t".terminalSafeCode == "x\t\(shown)\t")
  }

  @Test func tabsStayInCodeOnly() {
    #expect("\tx\ty".terminalSafe == "\u{FFFD}x\u{FFFD}y")
    #expect("\tx\ty".terminalSafeCode == "\tx\ty")
    #expect("\tü\ty".terminalSafeCode == "\tü\ty")
  }
}
