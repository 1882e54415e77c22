internal import SourceText

/// Makes sure that every file that a step needs here is there.
enum SourceCheck {
  static func check(_ steps: [Step], _ outside: Outside, _ findings: Findings) {
    for step in steps {
      for (source, range) in step.kind.namedFiles {
        report(outside.kind(source), of: source, at: range, in: step.kind, findings)
      }
    }
  }

  private static func report(
    _ kind: SourceKind, of source: String, at range: SourceRange, in step: StepKind, _ findings: Findings
  ) {
    switch kind {
    case .file: return
    case .directory:
      let wanted = if case .patch = step { "a diff" } else { "a file" }
      findings.add("'\(source)' is a folder, not \(wanted)", at: range, hint: "name the file")
    case .missing:
      findings.add(
        "no file '\(source)' in the source folder", at: range,
        hint: "sources are relative to the folder that holds 'playbooks', or else to the playbook's own")
    case .unreadable(let reason): findings.add("cannot read '\(source)': \(reason)", at: range)
    }
  }
}

extension StepKind {
  /// The files of the source folder that a step needs and names.
  package var namedSources: [String] { namedFiles.map(\.path) }

  /// The folders that it copies.
  package var trees: [CopyTree] {
    if case .copy(let copy) = self { copy.trees } else { [] }
  }

  /// The files that a step names, each with its place.
  fileprivate var namedFiles: [(path: String, range: SourceRange)] {
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
