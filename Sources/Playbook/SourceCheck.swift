internal import SourceText

/// Makes sure that every file to copy is there.
enum SourceCheck {
  /// Asks once for each path, however many hosts and steps share it.
  static func check(_ steps: [Step], _ sourceKind: (String) -> SourceKind, _ findings: Findings) {
    var kinds: [String: SourceKind] = [:]
    for case .copy(let copy) in steps.map(\.kind) {
      for item in copy.items {
        let kind = kinds[item.from] ?? sourceKind(item.from)
        kinds[item.from] = kind
        report(kind, of: item, findings)
      }
    }
  }

  private static func report(_ kind: SourceKind, of item: CopyItem, _ findings: Findings) {
    switch kind {
    case .file: return
    case .directory:
      findings.add("copying directories is not supported yet", at: item.range, hint: "name the files in '\(item.from)'")
    case .missing: findings.add("no file '\(item.from)' in the source folder", at: item.range)
    case .unreadable(let reason): findings.add("cannot read '\(item.from)': \(reason)", at: item.range)
    }
  }
}
