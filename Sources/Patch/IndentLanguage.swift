/// Languages in which the depth of a line is part of its meaning.
package enum IndentLanguage {
  /// Beside those that the lexer knows.
  private static let endings: Set<String> = [
    "pyx", "jade", "haml", "slim", "sass", "styl", "coffee", "nim", "mk",
  ]

  /// Judged by the name of the file.
  package static func holds(for path: some StringProtocol) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    if name == "Makefile" || name == "SConstruct" || LexerLanguage.of(String(name)).indentCounts {
      return true
    }
    let parts = name.split(separator: ".")
    return parts.count > 1 && parts.last.map { endings.contains($0.lowercased()) } == true
  }
}
