package import Crypto
package import Playbook

/// What the probe read on one host.
package struct Facts: Sendable {
  package enum Root: String, Sendable {
    case entered, closed, absent
  }

  /// How a run outlives the session that starts it.
  package enum Detach: String, Sendable {
    case scope, user, setsid, none
  }

  package enum Log: String, Sendable {
    case absent, readable, unreadable
  }

  package struct FreeSpace: Sendable {
    package let bytes: Int
    /// Nil where the filesystem does not count them.
    package let inodes: Int?

    package init(bytes: Int, inodes: Int?) {
      self.bytes = bytes
      self.inodes = inodes
    }
  }

  /// What was found where names were asked for.
  package enum Listing: Sendable, Hashable {
    case closed
    /// Too much to be listed: how many files, capped, and how many kilobytes.
    case tooLarge(files: Int, kilobytes: Int)
    /// Paths, each ended by a zero byte.
    case names([UInt8])

    /// The paths below a folder that was listed, as a manifest names them.
    func paths(below folder: EntryPath) -> [EntryPath] {
      guard case .names(let text) = self else { return [] }
      return text.split(separator: 0).compactMap { name in
        let relative = name.starts(with: Array("./".utf8)) ? name.dropFirst(2) : name
        guard !relative.isEmpty, relative != Array(".".utf8)[...] else { return nil }
        return folder.below(relative)
      }
    }
  }

  package var root = Root.absent
  /// The root without the symlinks on the way to it.
  package var physicalRoot: AbsolutePath?
  package var user = 0
  package var group = 0
  /// Every group that the account is in.
  package var memberships: Set<Int> = []
  package var detach = Detach.setsid
  package var tools: Set<String> = []
  package var observations: [EntryPath: Observation] = [:]
  /// Where the symbolic links among them lead in the end; absent for one that leads nowhere.
  package var ends: [EntryPath: AbsolutePath] = [:]
  /// What stands for what when paths behind links are looked at: the playbook's path, and the real one.
  package var redirections: [AbsolutePath: AbsolutePath] = [:]
  /// Contents of the files that differ from what is wanted, as far as they are small.
  package var contents: [EntryPath: [UInt8]] = [:]
  /// Numbers of accounts and groups by name; nil for one that is not there.
  package var owners: [String: Int?] = [:]
  package var groups: [String: Int?] = [:]
  /// How root runs commands as other accounts, by their names.
  package var accountChanges: [String: AccountChange] = [:]
  package var badPatterns: Set<String> = []
  /// How commands that only look have ended.
  package var answers: [CommandQuestion: CommandAnswer] = [:]
  package var checkouts: [CheckoutQuestion: CheckoutFacts] = [:]
  /// What lies between commits.
  package var ranges: [CommitPair: CommitSurvey] = [:]
  /// What of folders has changed.
  package var scopes: [TreeKey: TreeScope] = [:]
  package var logs: [String: Log] = [:]
  package var units: [UnitName: UnitFacts] = [:]
  package var hasCompose = false
  /// Only services that compose knows.
  package var composeServices: [ComposeService: ComposeFacts] = [:]
  /// Those of them whose image is built on the host.
  package var builtServices: Set<ComposeService> = []
  package var composeProjects: [ComposeProject: ComposeProjectFacts] = [:]
  package var canReadJournal = false
  /// What this account's own units say.
  package var canReadOwnJournal = false
  /// What this account starts goes on when its last session ends.
  package var lingers = false
  /// By device.
  package var free: [String: FreeSpace] = [:]
  /// What earlier runs keep free for a rollback is there.
  package var hasReserve = false
  /// What earlier sessions brought of large contents and the next one takes over, in bytes.
  package var left: [SHA256Digest: Int] = [:]
  package var ledger = Ledger()
  /// What was last deployed, for the paths that drifted.
  package var deployed: [EntryPath: [UInt8]] = [:]
  package var sets: [SetSummary] = []
  package var lock: Lock?
  /// The lock on what the roots of this host share, as far as this account sees it.
  package var hostLock: Lock?
  package var takenNames: Set<String> = []
  package var history: [HistoryLine] = []
  package var owed: [Owed] = []
  /// The service managers that were asked and did not answer.
  package var silentManagers: Set<String> = []
  /// Files that were asked for by a key.
  package var given: [String: [UInt8]] = [:]
  /// What lies in the folders that were asked for as a whole.
  package var trees: [AbsolutePath: Listing] = [:]
  /// What was asked about in lists.
  package var surveys: [Survey] = []
  /// Which members of trees are as wanted by that, each by its place, where this concerns nobody else.
  package var settled: [TreeKey: [Bool]] = [:]
  /// What was last deployed is too much to be told with each probe.
  package var isLedgerWithheld = false
  /// The names that were asked for.
  package var found: Listing?
  /// Backup sets that this account may not look into.
  package var hasClosedSets = false
  /// True for a plan of what another account could do: whether this one may write is not asked.
  var assumesRights = false

  package init() {}
}
