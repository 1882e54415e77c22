package import Plan

/// The codec of `history`: `RUN OUTCOME SECONDS BY`, a line for every verdict; the last one about a run counts.
extension HistoryLine {
  init?(_ line: Substring) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 4, let outcome = Outcome(rawValue: words[1]), let time = Int(words[2]) else { return nil }
    self.init(run: words[0], outcome: outcome, time: time, by: words[3])
  }

  /// Reads the file, leaving out a line that a power cut tore.
  package static func lines(of text: [UInt8]) -> [HistoryLine] {
    String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { HistoryLine($0) }
  }
}
