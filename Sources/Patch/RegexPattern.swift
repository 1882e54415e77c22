internal import CPCRE2

/// A regular expression of PCRE2 over bytes: `^` and `$` stand at every line, whether it ends in LF or CRLF.
///
/// It holds the text and not the compiled program, so that it can be copied and sent anywhere; compiling takes
/// microseconds.
package struct RegexPattern: Sendable, Equatable {
  let text: [UInt8]
  private let isWhole: Bool

  /// What was found: the whole match and its groups, as ranges of bytes; nil for a group that took no part.
  struct Match: Sendable, Equatable {
    let range: Range<Int>
    let groups: [Range<Int>?]
  }

  /// A search that needs too much time or memory.
  struct Overrun: Error {}

  /// Fails with PCRE2's own words; a whole pattern has to match all of the text it is given.
  package init(_ text: String, isWhole: Bool = false) throws(TemplateProblem) {
    self.text = Array(text.utf8)
    self.isWhole = isWhole
    guard !text.isEmpty else { throw TemplateProblem("an empty pattern") }
    switch Program.compile(self.text, isUTF8: true, isWhole: isWhole) {
    case .success: break
    case .failure(let fault):
      let rest = String(decoding: self.text.dropFirst(max(0, fault.offset - 1)), as: UTF8.self)
      let place = fault.offset < self.text.count ? ", near '\(rest)'" : ""
      throw TemplateProblem(
        "the pattern cannot be read: \(fault.message)\(place)", hint: "patterns are those of PCRE: '\\(' is a bracket")
    }
  }

  private init(text: [UInt8]) {
    self.text = text
    isWhole = false
  }

  /// A pattern made of a checked one; nil if it makes no sense.
  init?(derived text: [UInt8]) {
    guard case .success = Program.compile(text, isUTF8: true, isWhole: false) else { return nil }
    self.init(text: text)
  }

  /// How many groups there are, and the names of some.
  var groups: (count: Int, names: [String: Int]) {
    guard case .success(let program) = Program.compile(text, isUTF8: true, isWhole: isWhole) else { return (0, [:]) }
    return program.groups
  }

  /// All matches from the first byte on, none overlapping another; at most 100,000.
  func matches(in bytes: [UInt8], region: Range<Int>? = nil, isUTF8: Bool) throws(Overrun) -> [Match] {
    guard case .success(let program) = Program.compile(text, isUTF8: isUTF8, isWhole: isWhole) else { return [] }
    return try program.matches(in: bytes, region: region ?? 0..<bytes.count)
  }

  func isFound(in bytes: [UInt8]) -> Bool {
    do { return try !matches(in: bytes, isUTF8: bytes.isValidUTF8).isEmpty } catch { return false }
  }

  func matches(whole bytes: [UInt8], isUTF8: Bool) -> Bool { isFound(in: bytes) }
}

extension RegexPattern {
  fileprivate struct Fault: Error {
    let message: String
    let offset: Int
  }

  /// The compiled pattern, owned by one search.
  fileprivate final class Program {
    private let code: OpaquePointer

    private init(_ code: OpaquePointer) { self.code = code }

    deinit { pcre2_code_free_8(code) }

    static func compile(_ text: [UInt8], isUTF8: Bool, isWhole: Bool) -> Result<Program, Fault> {
      var options = PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C
      // In a file that is no UTF-8, a byte is a character.
      if isUTF8 { options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF }
      if isWhole { options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED }
      let context = pcre2_compile_context_create_8(nil)
      defer { pcre2_compile_context_free_8(context) }
      pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
      var number: Int32 = 0
      var offset = 0
      if let code = pcre2_compile_8(text, text.count, options, &number, &offset, context) {
        return .success(Program(code))
      }
      var words = [UInt8](repeating: 0, count: 256)
      let length = pcre2_get_error_message_8(number, &words, words.count)
      return .failure(
        Fault(message: String(decoding: words.prefix(Int(max(0, length))), as: UTF8.self), offset: offset))
    }

    var groups: (count: Int, names: [String: Int]) {
      var count: UInt32 = 0
      pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
      var (size, entries): (UInt32, UInt32) = (0, 0)
      pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
      pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &entries)
      var table: UnsafePointer<UInt8>?
      pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
      var names: [String: Int] = [:]
      for entry in 0..<Int(entries) {
        guard let start = table.map({ $0 + entry * Int(size) }) else { break }
        names[String(cString: start + 2)] = Int(start[0]) << 8 | Int(start[1])
      }
      return (Int(count), names)
    }

    func matches(in bytes: [UInt8], region: Range<Int>) throws(Overrun) -> [Match] {
      let context = pcre2_match_context_create_8(nil)
      defer { pcre2_match_context_free_8(context) }
      pcre2_set_match_limit_8(context, 2_000_000)
      pcre2_set_heap_limit_8(context, 65_536)
      let data = pcre2_match_data_create_from_pattern_8(code, nil)
      defer { pcre2_match_data_free_8(data) }
      var matches: [Match] = []
      var (place, isEmptyRefused) = (region.lowerBound, false)
      while place <= region.upperBound, matches.count < 100_000 {
        let options = isEmptyRefused ? UInt32(PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED) : 0
        let result = pcre2_match_8(code, bytes, region.upperBound, place, options, data, context)
        if result == PCRE2_ERROR_NOMATCH {
          guard isEmptyRefused else { break }
          (place, isEmptyRefused) = (place + 1, false)
          continue
        }
        guard result > 0, let vector = pcre2_get_ovector_pointer_8(data) else { throw Overrun() }
        let ranges = (0..<groups.count + 1).map { group -> Range<Int>? in
          let (start, end) = (vector[2 * group], vector[2 * group + 1])
          // `\K` in a lookbehind can put the start behind the end.
          return start == -1 || start > end ? nil : start..<end
        }
        guard let whole = ranges[0] else { break }
        matches.append(Match(range: whole, groups: Array(ranges.dropFirst())))
        (place, isEmptyRefused) = (whole.upperBound, whole.isEmpty)
      }
      return matches
    }
  }
}
