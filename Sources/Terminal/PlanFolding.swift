package import Plan
internal import Playbook
internal import SourceText
package import Transaction

/// The plans of a run, in the order of the hosts: each in full once, however many hosts it is the same for.
package struct PlanFolding {
  private struct Sight: Hashable {
    let root: String
    /// How the host is reached, its address aside.
    let way: Substring
    let body: [String]
  }

  private struct Group {
    let first: String
    let header: String
    var others: [String] = []
  }

  private let style: Style
  private let detail: PlanDetail
  private var order: [Sight] = []
  private var groups: [Sight: Group] = [:]

  package init(_ style: Style, _ detail: PlanDetail = .brief) {
    self.style = style
    self.detail = detail
  }

  package mutating func add(_ plan: Plan, through connection: String?, confirming confirmation: Confirmation? = nil) {
    let text = PlanText(plan, through: connection, confirming: confirmation, style, detail)
    let sight = Sight(
      root: plan.target.root.description, way: (connection ?? "").drop { $0 != " " }, body: text.body)
    let name = plan.target.host.name
    if groups[sight]?.others.append(name) != nil { return }
    order.append(sight)
    groups[sight] = Group(first: name, header: text.header)
  }

  package var lines: [String] {
    order.flatMap { sight in
      guard let group = groups[sight] else { return [String]() }
      return [group.header] + sight.body + asFirst(group)
    }
  }

  private func asFirst(_ group: Group) -> [String] {
    let names = group.others.map { $0.terminalSafe }
    let model = "as \(group.first.terminalSafe)"
    switch names.count {
    case 0: return []
    case 1: return ["\(style.text(names[0], .strong)): \(model)"]
    default: return ["\(style.text("\(names.count) hosts", .strong)): \(model)"] + Self.wrapped(names)
    }
  }

  /// The names with commas between them, in lines that a terminal need not break.
  private static func wrapped(_ names: [String]) -> [String] {
    var lines = ["  "]
    for (index, name) in names.enumerated() {
      let word = name + (index + 1 < names.count ? "," : "")
      let last = lines.count - 1
      if lines[last].count > 2, lines[last].count + word.count >= 100 {
        lines.append("  " + word)
      } else {
        lines[last] += (lines[last].count > 2 ? " " : "") + word
      }
    }
    return lines
  }
}
