/// A moment in UTC as run names write it: `20260202_060240`.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  /// As people write it: `2026-02-02 06:02:40 UTC`.
  package let readable: String

  package init(secondsSinceEpoch seconds: Int) {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let (year, month, day) = Self.civil(days)
    let digits = [(year, 4), (month, 2), (day, 2), (rest / 3600, 2), (rest / 60 % 60, 2), (rest % 60, 2)]
      .map { number, width in
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
      }
    description = digits[..<3].joined() + "_" + digits[3...].joined()
    readable = digits[..<3].joined(separator: "-") + " " + digits[3...].joined(separator: ":") + " UTC"
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01, with years that begin in March.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
  }
}
