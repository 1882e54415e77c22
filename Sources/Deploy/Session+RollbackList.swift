internal import Plan
package import Playbook
package import Transaction

extension Session {
  /// What can be chosen on a host, and the target with its root.
  package func rollbackList(of target: Target) async throws -> (Target, RollbackList) {
    let target = try await settle(target)
    let place = Questions(root: target.root, backups: target.backups)
    var list = RollbackList(try await probe(ProbeRequest(place, sets: .all)))
    let gifts = list.runs.map { ($0.name, target.backups.bytes + Array("/\($0)/manifest".utf8)) }
    let facts = try await probe(ProbeRequest(place, gifts: Dictionary(gifts, uniquingKeysWith: { $1 })))
    list.count(facts.given.compactMapValues { Manifest($0) })
    return (target, list)
  }
}
