internal import Plan

/// How many paths a step changes in which way.
struct PlanCount {
  private var counts: [(words: (one: String, many: String), count: Int)] = [
    (("new file", "new files"), 0), (("file changed", "files changed"), 0), (("file removed", "files removed"), 0),
    (("link", "links"), 0), (("folder", "folders"), 0), (("folder removed", "folders removed"), 0),
  ]

  init(_ entries: [Entry]) {
    for entry in entries {
      switch (entry.old, entry.new) {
      case (_, .directory): counts[4].count += 1
      case (.directory, _): counts[5].count += 1
      case (_, .absent): counts[2].count += 1
      case (_, .link): counts[3].count += 1
      case (.absent, _): counts[0].count += 1
      default: counts[1].count += 1
      }
    }
  }

  var words: String {
    counts.filter { $0.count > 0 }.map { "\($0.count) \($0.count == 1 ? $0.words.one : $0.words.many)" }
      .joined(separator: ", ")
  }
}
