/// A lock on a host, with the run that holds it.
package struct Lock: Sendable, Hashable {
  package enum Standing: String, Sendable {
    case alive
    /// Its process is proven dead.
    case stale
    /// Neither can be proven from there.
    case unseen
  }

  package let standing: Standing
  /// The whole record, by which the lock is known again.
  package let record: String
  package let run: String
  package let process: Int
  /// The backup folder of the run, for the lock on what the roots of a host share.
  package let backups: String?

  package init(_ record: String, _ standing: Standing) {
    self.record = record
    self.standing = standing
    let fields = record.split(separator: ":", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
    process = fields.count > 3 ? Int(fields[3]) ?? 0 : 0
    run = fields.count > 5 ? fields[5] : ""
    backups = fields.count > 6 ? fields[6] : nil
  }

  /// The next run takes it over by itself.
  package var isStale: Bool { standing == .stale }
}
