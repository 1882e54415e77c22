/// The shell runtime that carries transactions out on a target.
package enum Runtime {
  /// As it stands in the repository, with its comments.
  package static let text: [UInt8] = Array(parts.joined(separator: "\n".utf8))

  /// The files of the folder `Runtime`, to be read in this order.
  private static let parts = [
    PackageResources.opening_sh,
    PackageResources.journal_sh,
    PackageResources.rows_sh,
    PackageResources.choosing_sh,
    PackageResources.manifest_sh,
    PackageResources.observing_sh,
    PackageResources.comparing_sh,
    PackageResources.answers_sh,
    PackageResources.keeping_sh,
    PackageResources.batches_sh,
    PackageResources.moving_sh,
    PackageResources.secrets_sh,
    PackageResources.account_sh,
    PackageResources.script_sh,
    PackageResources.staging_sh,
    PackageResources.marks_sh,
    PackageResources.saved_sh,
    PackageResources.put_sh,
    PackageResources.calls_sh,
    PackageResources.gitwork_sh,
    PackageResources.gitways_sh,
    PackageResources.gitmove_sh,
    PackageResources.checkouts_sh,
    PackageResources.services_sh,
    PackageResources.owed_sh,
    PackageResources.managers_sh,
    PackageResources.projects_sh,
    PackageResources.recreating_sh,
    PackageResources.checks_sh,
    PackageResources.healthy_sh,
    PackageResources.logfiles_sh,
    PackageResources.logservices_sh,
    PackageResources.sifting_sh,
    PackageResources.logrecords_sh,
    PackageResources.logs_sh,
    PackageResources.commit_sh,
    PackageResources.evidence_sh,
    PackageResources.revert_sh,
    PackageResources.conclusion_sh,
    PackageResources.reserve_sh,
    PackageResources.retention_sh,
    PackageResources.lock_sh,
    PackageResources.boot_sh,
    PackageResources.guardian_sh,
    PackageResources.recovery_sh,
    PackageResources.wire_sh,
    PackageResources.parts_sh,
    PackageResources.incoming_sh,
    PackageResources.session_sh,
    PackageResources.links_sh,
    PackageResources.mounts_sh,
    PackageResources.permission_sh,
    PackageResources.probe_sh,
    PackageResources.composing_sh,
    PackageResources.gitprobe_sh,
    PackageResources.accounts_sh,
    PackageResources.listing_sh,
    PackageResources.known_sh,
    PackageResources.survey_sh,
    PackageResources.sets_sh,
    PackageResources.logtail_sh,
    PackageResources.prepare_sh,
    PackageResources.detaching_sh,
    PackageResources.follow_sh,
    PackageResources.attach_sh,
    PackageResources.entry_sh,
  ]

  /// What only a check-up needs.
  static let checkup = withoutComments(PackageResources.checkup_sh)

  /// What only this machine needs.
  static let distant = withoutComments(PackageResources.distant_sh)

  /// What a further command of a connection needs to take parts of contents in.
  static let carrier =
    withoutComments(PackageResources.opening_sh) + withoutComments(PackageResources.wire_sh)
    + withoutComments(PackageResources.parts_sh)

  /// Without comments and indentation: what travels for a session, and what a backup set keeps of it.
  package static let compact = withoutComments(text)

  private static func withoutComments(_ text: [UInt8]) -> [UInt8] {
    var compact: [UInt8] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let code = line.drop { $0 == UInt8(ascii: " ") }
      if code.isEmpty || code.first == UInt8(ascii: "#") { continue }
      compact += code
      compact.append(UInt8(ascii: "\n"))
    }
    return compact
  }

  /// The `restore` script of every set.
  package static let restoreScript = Array(
    """
    #!/bin/sh
    # Puts back what this run saved: `sh restore`. Needs nothing but sh and the base utilities.
    # Files that somebody changed since are kept in the folder `aside`, never thrown away.
    unset CDPATH
    set=$(cd -P -- "$(dirname -- "$0")" && pwd -P) || exit 70
    exec /bin/sh "$set/runtime" restore "$set"

    """.utf8)
}
