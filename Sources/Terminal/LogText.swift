package import Playbook
internal import SourceText
package import Transaction

/// What services of several hosts said, as lines with who said it.
package struct LogText: Sendable {
  /// One line of one host.
  package struct Entry: Sendable {
    let host: String
    let line: LogLine
  }

  private let style: Style
  private let hues: [String: Int]
  private let width: Int

  package init(_ targets: [Target], _ style: Style) {
    self.style = style
    let speakers = targets.flatMap { target in target.logPlaces.map { Self.speaker(target.host.name, $0) } }
    hues = Dictionary(speakers.enumerated().map { ($1, $0) }) { first, _ in first }
    width = speakers.map(\.count).max() ?? 0
  }

  package static func entries(of pieces: [LogPiece], from host: String) -> [Entry] {
    pieces.flatMap { piece in piece.lines.map { Entry(host: host, line: $0) } }
  }

  /// In the order of their times; what has none keeps its place before the others.
  package static func merged(_ entries: [Entry]) -> [Entry] {
    entries.enumerated().sorted { ($0.element.line.time, $0.offset) < ($1.element.line.time, $1.offset) }.map(\.element)
  }

  package func line(_ entry: Entry) -> String {
    let speaker = Self.speaker(entry.host, entry.line.place)
    let name = speaker + String(repeating: " ", count: max(0, width - speaker.count))
    let time = entry.line.time.isEmpty ? "" : style.text(Self.readable(entry.line.time), .faint) + " "
    return style.text("\(name) |", hue: hues[speaker] ?? 0) + " " + time + entry.line.text.terminalSafe
  }

  /// What has to be said beside the lines.
  package static func remarks(on pieces: [LogPiece], from host: String) -> [String] {
    pieces.compactMap { piece in
      let speaker = speaker(host, piece.place)
      if piece.isSilent { return "\(speaker): nothing there that can be read" }
      return piece.isCut ? "\(speaker): older lines are left out, since there are more than a mebibyte" : nil
    }
  }

  private static func speaker(_ host: String, _ place: LogPlace) -> String { "\(host) \(place.name)".terminalSafe }

  /// `2026-11-21 17:26:37.123`, in UTC as everywhere.
  private static func readable(_ time: String) -> String { String(time.prefix(23)).replacing("T", with: " ") }
}
