internal import Crypto
internal import Plan
internal import Playbook

/// Collects the replies to a probe into facts.
struct ProbeReading {
  let order: [EntryPath]
  let owners: [String]
  let groups: [String]
  let accounts: [String]
  let patterns: [String]
  let logs: [String]
  let units: [UnitName]
  let composeServices: [ComposeService]
  let composeProjects: [ComposeProject]
  let builds: [ComposeService]
  let commands: [CommandQuestion]
  let trees: [AbsolutePath]
  let checkouts: [CheckoutQuestion]
  /// The folder whose names come now.
  private var tree: AbsolutePath?
  private(set) var facts = Facts()

  init(
    order: [EntryPath], owners: [String], groups: [String], accounts: [String], patterns: [String], logs: [String],
    units: [UnitName], composeServices: [ComposeService], composeProjects: [ComposeProject], builds: [ComposeService],
    commands: [CommandQuestion], trees: [AbsolutePath], checkouts: [CheckoutQuestion], surveys: [SurveyQuestion]
  ) {
    self.checkouts = checkouts
    self.trees = trees
    facts.surveys = surveys.map { Survey($0) }
    self.units = units
    self.composeServices = composeServices
    self.composeProjects = composeProjects
    self.builds = builds
    self.commands = commands
    self.order = order
    self.owners = owners
    self.groups = groups
    self.accounts = accounts
    self.patterns = patterns
    self.logs = logs
  }

  /// False when the reply makes no sense.
  mutating func take(_ reply: Reply) -> Bool {
    let words = reply.words
    let numbers = words.map { Int($0) }
    // A host may say anything.
    func product(_ first: Int, _ second: Int) -> Int? {
      guard let one = numbers[first], let other = numbers[second] else { return nil }
      let (product, isTooLarge) = one.multipliedReportingOverflow(by: other)
      return isTooLarge ? nil : product
    }
    switch (words.first, words.count) {
    case ("root", 2):
      guard let root = Facts.Root(rawValue: words[1]) else { return false }
      facts.root = root
      facts.physicalRoot = AbsolutePath(reply.text)
    case ("user", 3):
      guard let user = numbers[1], let group = numbers[2] else { return false }
      facts.user = user
      facts.group = group
    case ("groups", _): facts.memberships = Set(numbers.dropFirst().compactMap { $0 })
    case ("detach", 2):
      guard let detach = Facts.Detach(rawValue: words[1]) else { return false }
      facts.detach = detach
    case ("free", 6):
      guard let bytes = product(2, 3), let inodes = numbers[4], let all = numbers[5] else { return false }
      // One that has no inodes at all does not count them; one that has none left does.
      facts.free[words[1]] = Facts.FreeSpace(bytes: bytes, inodes: all > 0 ? inodes : nil)
    case ("taken", 2): facts.takenNames.insert(words[1])
    case ("tool", 2): facts.tools.insert(words[1])
    case ("owner", 3):
      guard let key = numbers[1], owners.indices.contains(key) else { return false }
      facts.owners[owners[key]] = .some(numbers[2])
    case ("group", 3):
      guard let key = numbers[1], groups.indices.contains(key) else { return false }
      facts.groups[groups[key]] = .some(numbers[2])
    case ("account", 3), ("account", 4): return takeAccount(words, reply.text)
    case ("bad-pattern", 2):
      guard let key = numbers[1], patterns.indices.contains(key) else { return false }
      facts.badPatterns.insert(patterns[key])
    case ("log", 3):
      guard let key = numbers[1], logs.indices.contains(key), let log = Facts.Log(rawValue: words[2]) else {
        return false
      }
      facts.logs[logs[key]] = log
    case ("unit", 4):
      guard let key = numbers[1], units.indices.contains(key) else { return false }
      facts.units[units[key]] = UnitFacts(load: words[2], active: words[3])
    case ("silent", 2): facts.silentManagers.insert(words[1])
    case ("closed-sets", 1): facts.hasClosedSets = true
    case ("reserve", 1): facts.hasReserve = true
    case ("left", 4):
      guard let bytes = product(2, 3) else { return false }
      // Of several that dead sessions have left of one content, the first is taken over.
      if let hash = SHA256Digest(hex: words[1]), facts.left[hash] == nil { facts.left[hash] = bytes }
    case ("journal", 1): facts.canReadJournal = true
    case ("own-journal", 1): facts.canReadOwnJournal = true
    case ("lingers", 1): facts.lingers = true
    case ("compose", 1): facts.hasCompose = true
    case ("service", 3):
      guard let key = numbers[1], composeServices.indices.contains(key), let containers = numbers[2] else {
        return false
      }
      facts.composeServices[composeServices[key]] = ComposeFacts(containers: containers, lines: reply.body)
    case ("project", 2):
      guard let key = numbers[1], composeProjects.indices.contains(key) else { return false }
      facts.composeProjects[composeProjects[key]] = ComposeProjectFacts(lines: reply.body)
    case ("built", 2):
      guard let key = numbers[1], builds.indices.contains(key) else { return false }
      facts.builtServices.insert(builds[key])
    case ("answer", 3):
      guard let key = numbers[1], commands.indices.contains(key) else { return false }
      facts.answers[commands[key]] = CommandAnswer(
        status: numbers[2], output: reply.text.split(separator: "\n").map(String.init))
    case ("checkout", 2):
      guard let key = numbers[1], checkouts.indices.contains(key), let found = CheckoutFacts(lines: reply.text) else {
        return false
      }
      facts.checkouts[checkouts[key]] = found
    case ("set", 3):
      guard let state = SetSummary.State(rawValue: words[1]) else { return false }
      facts.sets.append(SetSummary(name: reply.text, state: state, isClosed: words[2] == "1"))
    case ("lock", 2), ("host-lock", 2):
      guard let standing = Lock.Standing(rawValue: words[1]) else { return false }
      let lock = Lock(reply.text, standing)
      if words[0] == "lock" { facts.lock = lock } else { facts.hostLock = lock }
    case ("tree", 3...4):
      guard let key = numbers[1], trees.indices.contains(key) else { return false }
      tree = trees[key]
      facts.trees[trees[key]] =
        words[2] == "names"
        ? .names([]) : words[2] == "large" ? .tooLarge(files: numbers[3] ?? 0, kilobytes: 0) : .closed
    case ("withheld", 2): facts.isLedgerWithheld = true
    case ("stats", 2), ("sums", 2):
      guard let key = numbers[1], facts.surveys.indices.contains(key) else { return false }
      // It comes in many pieces, and is taken in where it lies: a copy for each would take the square of the time.
      if words[0] == "stats" {
        facts.surveys[key].take(stats: reply.body)
      } else {
        facts.surveys[key].take(sums: reply.body)
      }
    case ("listing", 2):
      guard ["closed", "names"].contains(words[1]) else { return false }
      facts.found = words[1] == "names" ? .names([]) : .closed
    case ("listing", 4):
      guard let files = numbers[2], let kilobytes = numbers[3] else { return false }
      facts.found = .tooLarge(files: files, kilobytes: kilobytes)
    case ("names", 2): return take(names: words[1])
    case ("given", 2): return take(given: words[1], reply.body)
    case ("leads", 2):
      guard let path = path(words[1]) else { return false }
      facts.ends[path] = AbsolutePath(reply.text)
    case ("entry", 7): return takeEntry(words)
    case ("holds", 2):
      guard let path = path(words[1]), let seen = facts.observations[path] else { return false }
      facts.observations[path] = seen.asLink(to: reply.body)
    case ("contents", _): return takeContents(words.dropFirst(), reply.body)
    case ("end", 1): break
    default: return false
    }
    return true
  }

  /// Takes `account KEY absent|none`, `account KEY runuser` with its path, or `account KEY setpriv GROUP` with its path and
  /// the account's home.
  private mutating func takeAccount(_ words: [String], _ text: String) -> Bool {
    guard let key = Int(words[1]), accounts.indices.contains(key) else { return false }
    let lines = text.split(separator: "\n", maxSplits: 1).map(String.init)
    let change: AccountChange
    switch (words[2], words.count, lines.count) {
    case ("absent", 3, 0): change = .absent
    case ("none", 3, 0): change = .none
    case ("runuser", 3, 1): change = .runuser(lines[0])
    case ("setpriv", 4, 1...):
      guard let group = Int(words[3]) else { return false }
      change = .setpriv(lines[0], group: group, home: lines.count > 1 ? lines[1] : "/")
    default: return false
    }
    facts.accountChanges[accounts[key]] = change
    return true
  }

  private mutating func take(given key: String, _ body: [UInt8]) -> Bool {
    switch key {
    case "ledger": facts.ledger = Ledger(text: body)
    case "owed": facts.owed = Owed.list(of: body)
    case "history": facts.history = HistoryLine.lines(of: body)
    default: facts.given[key] = body
    }
    return true
  }

  /// Takes `names DIGITS`: the next piece of the names that were found.
  private mutating func take(names digits: String) -> Bool {
    guard let bytes = [UInt8](hexadecimal: digits) else { return false }
    if let tree {
      guard case .names(let text)? = facts.trees[tree] else { return false }
      facts.trees[tree] = .names(text + bytes)
      return true
    }
    guard case .names(let text)? = facts.found else { return false }
    facts.found = .names(text + bytes)
    return true
  }

  /// Takes `entry NUMBER STATE LINKS DEVICE:MOUNT INODE FLAGS`.
  private mutating func takeEntry(_ words: [String]) -> Bool {
    guard let path = path(words[1]), let state = FileState(words[2]), let links = Int(words[3]) else { return false }
    let filesystem = words[4].split(separator: ":").map(String.init)
    guard filesystem.count == 2 else { return false }
    facts.observations[path] = Observation(
      state: state, links: links, filesystem: Filesystem(device: filesystem[0], mount: filesystem[1]), inode: words[5],
      flags: Set(words[6].compactMap { Observation.Flag(rawValue: $0) }))
    return true
  }

  /// `contents NUMBER:SIZE...` with all bytes in one body.
  private mutating func takeContents(_ parts: ArraySlice<String>, _ body: [UInt8]) -> Bool {
    var rest = body[...]
    for part in parts {
      let fields = part.split(separator: ":").map(String.init)
      guard fields.count == 2, let path = path(fields[0]), let size = Int(fields[1]), size <= rest.count else {
        return false
      }
      facts.contents[path] = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    return rest.isEmpty
  }

  private func path(_ number: String) -> EntryPath? {
    guard let number = Int(number), order.indices.contains(number - 1) else { return nil }
    return order[number - 1]
  }
}
