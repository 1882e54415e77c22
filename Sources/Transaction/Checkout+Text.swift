internal import Plan

extension CheckoutFacts {
  /// Reads the lines of `look_at_checkout`; nil if one of them makes no sense.
  init?(lines text: String) {
    var checkout = Checkout()
    var refs: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "absent": self = .absent
      case "closed": self = .closed
      case "none": self = .none
      case "bare": self = .bare
      case "inside": self = .inside
      case "foreign": self = .foreign(owner: Int(value))
      case "head":
        checkout.head = value.isEmpty ? nil : value
        continue
      case "branch":
        checkout.branch = value.isEmpty ? nil : value
        continue
      case "local":
        checkout.local = value.isEmpty ? nil : value
        continue
      case "obstacle":
        checkout.obstacles.append(value)
        continue
      case "own":
        checkout.ownCommits = Int(value) ?? 0
        continue
      case "edit":
        checkout.edits.append(value)
        continue
      case "flag":
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return nil }
        checkout.flags[words[1]] = words[0]
        continue
      case "here":
        checkout.hasCommit = true
        continue
      case "ref":
        let words = value.split(separator: "\t", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return nil }
        refs[words[1]] = words[0]
        continue
      case "remote":
        switch value.split(separator: " ", maxSplits: 1).first {
        case "absent": checkout.remote = .absent
        case "late": checkout.remote = .late
        case "asked": checkout.remote = .answered([:])
        case "failed": checkout.remote = .failed(String(value.dropFirst("failed ".count)))
        default: return nil
        }
        continue
      default: return nil
      }
      return
    }
    if case .answered = checkout.remote { checkout.remote = .answered(refs) }
    self = .found(checkout)
  }
}
