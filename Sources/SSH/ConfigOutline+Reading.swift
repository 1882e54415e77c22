internal import Glibc

extension ConfigOutline {
  /// The files that this client reads, or nil where they are not what they should be; blocks as long as the disk does.
  ///
  /// With a file of one's own, neither that of the user nor that of the system is read.
  static func read(_ client: String, configFile: String?, account: Account) -> ConfigOutline? {
    var reader = ConfigReader(home: account.home)
    if let configFile {
      guard configFile.lowercased() != "none" else { return ConfigOutline(files: []) }
      return reader.file(configFile, isOfSystem: false).map { ConfigOutline(files: [$0]) }
    }
    // Others may look for the file of the system elsewhere.
    guard ["/usr/bin/ssh", "/bin/ssh"].contains(client) else { return nil }
    guard let own = reader.file("\(account.home)/.ssh/config", isOfSystem: false, mayBeMissing: true),
      let common = reader.file("/etc/ssh/ssh_config", isOfSystem: true, mayBeMissing: true)
    else { return nil }
    return ConfigOutline(files: [own, common])
  }
}

/// Reads ssh config files and those that they include.
private struct ConfigReader {
  /// Deeper than this, ssh refuses to follow.
  private static let deepest = 16
  /// Who has more is better off with one question for each host.
  private static let mostLines = 100_000
  private static let mostBytes = 1 << 20

  let home: String
  private var count = 0

  init(home: String) {
    self.home = home
  }

  mutating func file(
    _ path: String, isOfSystem: Bool, mayBeMissing: Bool = false, depth: Int = 0
  ) -> [ConfigOutline.Part]? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return errno == ENOENT && mayBeMissing ? [] : nil }
    // What is no file, such as a pipe, could be read but once.
    guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= Self.mostBytes, depth < Self.deepest,
      case .success(let file) = LocalFile.read(path), !file.bytes.contains(0)
    else { return nil }
    var parts: [ConfigOutline.Part] = []
    for text in file.bytes.split(separator: UInt8(ascii: "\n")) {
      count += 1
      guard count <= Self.mostLines, let line = ConfigLine(text) else { return nil }
      switch line {
      case .empty: continue
      case .include(let patterns):
        guard let files = included(patterns, isOfSystem: isOfSystem, depth: depth) else { return nil }
        parts.append(.files(files))
      default: parts.append(.line(line, count))
      }
    }
    return parts
  }

  private mutating func included(_ patterns: [String], isOfSystem: Bool, depth: Int) -> [[ConfigOutline.Part]]? {
    var files: [[ConfigOutline.Part]] = []
    for pattern in patterns {
      guard let place = place(pattern, isOfSystem: isOfSystem), let paths = Self.paths(place) else { return nil }
      for path in paths {
        guard let file = file(path, isOfSystem: isOfSystem, depth: depth + 1) else { return nil }
        files.append(file)
      }
    }
    return files
  }

  /// Where the included file is; nil where that depends on who is asked.
  private func place(_ pattern: String, isOfSystem: Bool) -> String? {
    if pattern.hasPrefix("/") { return pattern }
    if isOfSystem { return pattern.hasPrefix("~") ? nil : "/etc/ssh/\(pattern)" }
    // ssh takes the home that the environment names here, and that of the passwd database elsewhere.
    guard getenv("HOME").map({ String(cString: $0) }) == home else { return nil }
    if pattern.hasPrefix("~/") { return home + pattern.dropFirst() }
    return pattern.hasPrefix("~") ? nil : "\(home)/.ssh/\(pattern)"
  }

  /// The paths that fit, in the order in which ssh reads them; nil if that cannot be told.
  private static func paths(_ pattern: String) -> [String]? {
    var found = glob_t()
    defer { globfree(&found) }
    switch glob(pattern, 0, nil, &found) {
    case 0: return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    case GLOB_NOMATCH: return []
    default: return nil
    }
  }
}
