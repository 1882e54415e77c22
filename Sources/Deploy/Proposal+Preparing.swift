internal import Plan

extension Proposal {
  /// How long a host may be silent that unpacks, saves, hashes and syncs what this takes.
  var preparing: Duration {
    let bytes = plan.entries.reduce(0.0) { sum, entry in
      let (old, new) = (Double(entry.old.size ?? 0), Double(entry.new.size ?? 0))
      // What is not linked or renamed is copied, and what was copied is read again.
      return sum + (entry.way == .rename ? old + new : 3 * old + 2 * new)
    }
    return Session.preparing + Session.reading(bytes)
  }
}
