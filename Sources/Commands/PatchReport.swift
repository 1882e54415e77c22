internal import Diff
internal import JSON
internal import Patch
internal import SourceText

/// What a patch means for a file, for people and for programs.
enum PatchReport {
  /// Lines that no terminal obeys, whatever the file holds.
  static func lines(_ decision: PatchDecision, path: String, target: [UInt8]) -> [String] {
    var lines = ["\(path): \(decision.state.rawValue)" + (decision.tier.map { " (\($0.rawValue))" } ?? "")]
    for site in decision.sites {
      lines.append(
        "  \(path):\(site.line): edit \(site.edit) \(site.state.rawValue)" + (site.header.map { " in \($0)" } ?? ""))
    }
    lines += decision.notes.map { "  \($0)" }
    if let result = decision.result {
      let difference = UnifiedDiff(old: target, new: result).render(oldLabel: path, newLabel: path)
      lines.append(String(decoding: difference.dropLast(), as: UTF8.self))
    }
    for candidate in decision.candidates {
      let score = JSONValue.decimal(candidate.score, digits: 2).rendered
      lines.append("  near \(path):\(candidate.line) (\(score))" + (candidate.header.map { " in \($0)" } ?? ""))
      let difference = candidate.difference.render(oldLabel: "expected", newLabel: "found")
      lines.append(String(decoding: difference.dropLast(), as: UTF8.self))
    }
    if let correction = decision.correction {
      lines.append("  for the nearest place the diff would be:")
      lines.append("--- a/\(path)\n+++ b/\(path)\n" + String(decoding: correction.dropLast(), as: UTF8.self))
    }
    return lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { line in
      String(line).terminalSafeCode
    }
  }

  static func json(_ decision: PatchDecision) -> JSONValue {
    JSONValue([
      "state": .string(decision.state.rawValue),
      "tier": decision.tier.map { .string($0.rawValue) } ?? .null,
      "sites": .array(decision.sites.map(site)),
      "candidates": .array(decision.candidates.map(candidate)),
      "correction": decision.correction.map { .string(String(decoding: $0, as: UTF8.self)) },
      "notes": .array(decision.notes.map { .string($0) }),
    ])
  }

  private static func site(_ site: PatchSite) -> JSONValue {
    JSONValue([
      "edit": .integer(site.edit), "line": .integer(site.line), "count": .integer(site.count),
      "state": .string(site.state.rawValue), "header": site.header.map { .string($0) },
    ])
  }

  private static func candidate(_ candidate: PatchCandidate) -> JSONValue {
    let difference = candidate.difference.render(oldLabel: "expected", newLabel: "found")
    return JSONValue([
      "edit": .integer(candidate.edit), "line": .integer(candidate.line), "count": .integer(candidate.count),
      "score": .decimal(candidate.score), "header": candidate.header.map { .string($0) },
      "diff": .string(String(decoding: difference, as: UTF8.self)),
    ])
  }
}
