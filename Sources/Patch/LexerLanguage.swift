/// What a lexer has to know of a language: no grammar, only comments, strings and what a line end means.
package struct LexerLanguage: Sendable, Equatable {
  enum LineEnds: Sendable {
    /// White space like any other: braces and semicolons separate.
    case free
    /// A line end outside of round and square brackets ends a statement.
    case ending
    /// The same, and the indentation says what belongs to which block.
    case indented
  }

  /// How a string literal begins and ends.
  struct Quote: Sendable, Equatable {
    let mark: [UInt8]
    var escapes = true
    var isMultiline = false
    /// Only a string where no word stands before it and the end is on the same line: else an apostrophe.
    var isCautious = false

    init(_ mark: String, escapes: Bool = true, isMultiline: Bool = false, isCautious: Bool = false) {
      self.mark = Array(mark.utf8)
      self.escapes = escapes
      self.isMultiline = isMultiline
      self.isCautious = isCautious
    }
  }

  struct Comment: Sendable, Equatable {
    let start: [UInt8]
    /// Nil for one that ends with its line.
    var end: [UInt8]?
    /// Only where a blank or nothing of the line stands before it.
    var needsBlank = false
    /// Only where nothing of the line stands before it.
    var needsLineStart = false

    init(_ start: String, to end: String? = nil, needsBlank: Bool = false, needsLineStart: Bool = false) {
      self.start = Array(start.utf8)
      self.end = end.map { Array($0.utf8) }
      self.needsBlank = needsBlank
      self.needsLineStart = needsLineStart
    }
  }

  package let name: String
  let lineEnds: LineEnds
  let comments: [Comment]
  /// Longer marks first.
  let quotes: [Quote]
  /// Whether letters such as `r` and `f` belong to the string behind them.
  var hasPrefixes = false
  /// Whether a slash may begin a pattern, such as `/a\/b/`.
  var hasPatterns = false
  /// Whether a backslash at the end of a line joins it with the next.
  var joinsLines = false

  /// Whether the depth of a line is part of its meaning.
  package var indentCounts: Bool { lineEnds == .indented }

  package static func == (one: LexerLanguage, other: LexerLanguage) -> Bool { one.name == other.name }
}

extension LexerLanguage {
  private static let cautious = [Quote("\"", isCautious: true), Quote("'", escapes: false, isCautious: true)]
  private static let triple = Quote("\"\"\"", isMultiline: true)
  private static let slashes = [Comment("//"), Comment("/*", to: "*/")]

  static let python = LexerLanguage(
    name: "python", lineEnds: .indented, comments: [Comment("#")],
    quotes: [triple, Quote("'''", isMultiline: true), Quote("\""), Quote("'")], hasPrefixes: true, joinsLines: true)
  static let yaml = LexerLanguage(
    name: "yaml", lineEnds: .indented, comments: [Comment("#", needsBlank: true)], quotes: cautious)
  static let cLike = LexerLanguage(
    name: "c-like", lineEnds: .free, comments: slashes,
    quotes: [Quote("\""), Quote("'", isCautious: true), Quote("`", isMultiline: true)], hasPatterns: true,
    joinsLines: true)
  /// C-like with strings in three quotes.
  static let blockStrings = LexerLanguage(
    name: "c-like with block strings", lineEnds: .free, comments: slashes,
    quotes: [triple, Quote("\""), Quote("'", isCautious: true), Quote("`", escapes: false)])
  static let php = LexerLanguage(
    name: "php", lineEnds: .free, comments: slashes + [Comment("#", needsBlank: true)],
    quotes: [Quote("\"", isMultiline: true), Quote("'", isMultiline: true)])
  static let css = LexerLanguage(
    name: "css", lineEnds: .free, comments: [Comment("/*", to: "*/")], quotes: [Quote("\""), Quote("'")])
  static let ruby = LexerLanguage(
    name: "ruby", lineEnds: .ending, comments: [Comment("#", needsBlank: true)],
    quotes: [Quote("\"", isMultiline: true), Quote("'", isMultiline: true)], joinsLines: true)
  static let shell = LexerLanguage(
    name: "shell", lineEnds: .ending, comments: [Comment("#", needsBlank: true)],
    quotes: [Quote("\"", isMultiline: true), Quote("'", escapes: false, isMultiline: true)], joinsLines: true)
  static let ini = LexerLanguage(
    name: "ini", lineEnds: .ending, comments: [Comment("#", needsBlank: true), Comment(";", needsLineStart: true)],
    quotes: cautious)
  static let markup = LexerLanguage(
    name: "markup", lineEnds: .free, comments: [Comment("<!--", to: "-->"), Comment("{#", to: "#}")], quotes: cautious)
  static let sql = LexerLanguage(
    name: "sql", lineEnds: .free, comments: [Comment("--"), Comment("/*", to: "*/")],
    quotes: [Quote("'", escapes: false, isMultiline: true), Quote("\"", escapes: false), Quote("`", escapes: false)])
  static let plain = LexerLanguage(name: "plain", lineEnds: .ending, comments: [], quotes: cautious)

  /// The language of a file, by its name; `plain` where nothing is known of it.
  package static func of(_ path: String) -> LexerLanguage {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? path
    if let language = byName[name] { return language }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return plain }
    return byExtension[name[name.index(after: dot)...].lowercased()] ?? plain
  }

  private static let byName: [String: LexerLanguage] = [
    "Dockerfile": shell, "Rakefile": ruby, "Gemfile": ruby, ".env": shell, ".bashrc": shell, ".profile": shell,
    "Jenkinsfile": blockStrings, "Caddyfile": ini, "nginx.conf": ini,
  ]

  private static let byExtension: [String: LexerLanguage] = {
    var table: [String: LexerLanguage] = [:]
    func add(_ language: LexerLanguage, _ extensions: String) {
      for word in extensions.split(separator: " ") { table[String(word)] = language }
    }
    add(python, "py pyi pyw bzl")
    add(yaml, "yml yaml pug")
    add(cLike, "c h cc cpp cxx hpp hh m mm js mjs cjs jsx ts tsx go cs rs json jsonc proto dart vala")
    add(blockStrings, "java kt kts swift scala groovy gradle")
    add(php, "php phtml")
    add(css, "css scss less")
    add(ruby, "rb rake gemspec")
    add(shell, "sh bash zsh ksh env")
    add(ini, "ini cfg conf cnf toml properties service timer socket mount target desktop")
    add(markup, "html htm xml svg xhtml jinja jinja2 j2 vue erb tmpl tpl mustache hbs")
    add(sql, "sql psql")
    return table
  }()
}
