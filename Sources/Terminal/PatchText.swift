internal import Patch
internal import Plan
internal import SourceText

/// What a patch found in the files of a host: where it applies, or why not and what comes nearest.
enum PatchText {
  static func lines(_ reports: [PatchReport], _ style: Style) -> [String] {
    reports.flatMap { report in
      let lines = report.decision.state.isRefused ? refused(report, style) : done(report)
      return lines.map { "    " + $0 }
    }
  }

  private static func done(_ report: PatchReport) -> [String] {
    let decision = report.decision
    let path = report.path.description.terminalSafe
    let places = decision.sites.map { site in
      "\(path):\(site.line)" + (site.state == decision.state ? "" : " (\(site.state.rawValue))")
    }
    let how = decision.tier.map { ", found by \($0.rawValue)" } ?? ""
    // A file that is made, or gets another mode alone, has no place.
    let what = places.isEmpty ? ": \(path)" : " at \(places.joined(separator: ", "))"
    return ["\(decision.state.rawValue)\(what)\(how)"]
      + decision.notes.map { "note: \($0.terminalSafe)" }
  }

  private static func refused(_ report: PatchReport, _ style: Style) -> [String] {
    let decision = report.decision
    let path = report.path.description.terminalSafe
    guard decision.state.isRefused else { return done(report) }
    var lines: [String] = decision.notes.dropFirst().map { "note: \($0.terminalSafe)" }
    for site in decision.sites {
      let header = site.header.map { " in '\($0.shortened.terminalSafe)'" } ?? ""
      lines.append("\(path):\(site.line)\(header)")
    }
    for candidate in decision.candidates {
      let header = candidate.header.map { " in '\($0.shortened.terminalSafe)'" } ?? ""
      let score = Int((candidate.score * 100).rounded())
      lines.append("nearest: \(path):\(candidate.line)\(header), \(score) % alike")
      guard candidate == decision.candidates.first else { continue }
      lines += DiffText.lines(candidate.difference, from: "expected", to: "found", style).map { "  " + $0 }
    }
    if let correction = decision.correction {
      lines.append("if that is the place, write:")
      lines += correction.split(separator: 0x0a).map { "  " + String(decoding: $0, as: UTF8.self).terminalSafe }
    }
    return lines
  }
}
