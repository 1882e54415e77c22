internal import SourceText

extension Duration {
  /// Reads `500ms`, `20s`, `5m` or `1h`.
  package init(notation: String) throws(Malformed) {
    let digits = notation.prefix { $0.isASCII && $0.isNumber }
    let unit = notation[digits.endIndex...]
    guard !digits.isEmpty, let number = Int(digits) else {
      throw Malformed("'\(notation.shortened)' is not a duration", hint: "write 500ms, 20s, 5m or 1h")
    }
    let milliseconds: Int
    switch unit {
    case "ms": milliseconds = 1
    case "s": milliseconds = 1000
    case "m": milliseconds = 60_000
    case "h": milliseconds = 3_600_000
    case "": throw Malformed("the duration '\(notation)' has no unit", hint: "write \(notation)s for seconds")
    default: throw Malformed("'\(notation.shortened)' is not a duration", hint: "write 500ms, 20s, 5m or 1h")
    }
    let (total, overflow) = number.multipliedReportingOverflow(by: milliseconds)
    guard !overflow, total <= 86_400_000 else {
      throw Malformed("the duration '\(notation.shortened)' is longer than a day")
    }
    self = .milliseconds(total)
  }
}
