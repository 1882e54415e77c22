/// The lines that apply to a host of this name, first ones first.
struct ConfigSelection {
  /// What lines are chosen by: what was typed, and the address when all is read again.
  private var name: [UInt8]
  private var isFinal = false
  /// Whether a line wants that all is read again, even one that does not apply.
  private(set) var wantsFinal = false
  private(set) var hostName: String?
  private(set) var user: String?
  private(set) var port: Int?
  /// The numbers of all other lines.
  private(set) var lines: [Int] = []
  private(set) var jumps: [[UInt8]] = []
  /// Whether one of them may mean something else for each host.
  private(set) var isPersonal = false

  init(name: [UInt8]) {
    self.name = name
  }

  /// What a file says of whom its lines are for ends with the file.
  mutating func read(_ file: [ConfigOutline.Part], applies: Bool = true) {
    var isActive = applies
    for part in file {
      switch part {
      case .line(.hosts(let choices), _): isActive = applies && choices.choose(name)
      case .line(.all(let isForFinal), _):
        isActive = applies && (isFinal || !isForFinal)
        wantsFinal = wantsFinal || isForFinal
      case .line(let line, let number) where isActive: apply(line, number)
      case .files(let files): for file in files { read(file, applies: isActive) }
      case .line: break
      }
    }
  }

  /// From now on lines are chosen by the address, which nothing changes any more.
  mutating func beginFinal() {
    if let hostName { name = Array(hostName.utf8) }
    isFinal = true
  }

  private mutating func apply(_ line: ConfigLine, _ number: Int) {
    switch line {
    // The first value holds.
    case .hostName(let value): if !isFinal { hostName = hostName ?? value }
    case .user(let value): user = user ?? value
    case .port(let value): port = port ?? value
    case .jump(let hosts):
      jumps.append(hosts)
      lines.append(number)
    case .common: lines.append(number)
    case .personal: isPersonal = true
    case .hosts, .all, .include, .empty: break
    }
  }
}
