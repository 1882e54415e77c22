internal import Playbook

extension Arguments {
  /// The hosts that `--limit` leaves, in their own order; all without it.
  func limit(_ targets: [Target], of inventory: Inventory?) throws(UsageError) -> [Target] {
    guard let text = value(.limit) else { return targets }
    do throws(Malformed) {
      let names = try HostLimit(text, of: targets, inventory).names()
      return targets.filter { names.contains($0.host.name) }
    } catch {
      throw UsageError("--limit: \(error.message)")
    }
  }
}
