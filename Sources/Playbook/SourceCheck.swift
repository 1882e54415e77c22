package import SourceText

/// Makes sure that every file that a step needs here is there.
enum SourceCheck {
  /// Asks once for each path, however many hosts and steps share it.
  static func check(_ steps: [Step], _ sourceKind: (String) -> SourceKind, _ findings: Findings) {
    var kinds: [String: SourceKind] = [:]
    for step in steps {
      let isCopied = if case .patch = step.kind { false } else { true }
      for (source, range) in step.kind.sources {
        let kind = kinds[source] ?? sourceKind(source)
        kinds[source] = kind
        report(kind, of: source, at: range, isCopied: isCopied, findings)
      }
    }
  }

  private static func report(
    _ kind: SourceKind, of source: String, at range: SourceRange, isCopied: Bool, _ findings: Findings
  ) {
    switch kind {
    case .file: return
    case .directory where !isCopied:
      findings.add("'\(source)' is a folder, not a diff", at: range, hint: "name the file")
    case .directory:
      findings.add("copying directories is not supported yet", at: range, hint: "name the files in '\(source)'")
    case .missing:
      findings.add(
        "no file '\(source)' in the source folder", at: range,
        hint: "sources are relative to the folder that holds 'playbooks', or else to the playbook's own")
    case .unreadable(let reason): findings.add("cannot read '\(source)': \(reason)", at: range)
    }
  }
}

extension StepKind {
  /// The files of the source folder that a step needs, each with the place that names it.
  package var sources: [(path: String, range: SourceRange)] {
    switch self {
    case .copy(let copy): return copy.items.map { ($0.from, $0.range) }
    case .template(let template): return [(template.from, template.range)]
    case .patch(let patch):
      guard case .diff(let diff) = patch.form, case .file(let path) = diff.source else { return [] }
      return [(path, diff.range)]
    case .directory, .link, .remove, .git, .run, .service, .healthy, .logs: return []
    }
  }
}
