internal import SourceText
package import Transaction

/// A check-up as a person reads it: every line says that all is well, or what to do.
package enum CheckupText {
  package static func lines(_ checkup: Checkup, _ style: Style) -> [String] {
    let width = checkup.lines.map(\.matter.count).max() ?? 0
    return checkup.lines.flatMap { line in
      let padding = String(repeating: " ", count: width - line.matter.count)
      let mark = line.advice == nil ? style.text("ok ", .good) : style.text("fix", .bad)
      let words = line.words.split(separator: "\n").map { String($0).terminalSafe }
      return ["\(mark)  \(line.matter)\(padding)  \(words.first ?? "")"]
        + words.dropFirst().map { "     \(String(repeating: " ", count: width))  \($0)" }
        + (line.advice.map { ["     \(String(repeating: " ", count: width))  \($0.terminalSafe)"] } ?? [])
    }
  }
}
