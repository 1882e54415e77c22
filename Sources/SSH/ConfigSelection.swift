/// The lines that apply to a host of this name, first ones first.
struct ConfigSelection {
  let name: [UInt8]
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
  mutating func read(_ file: [ConfigOutline.Part]) {
    var isActive = true
    for part in file {
      switch part {
      case .line(.hosts(let choices), _): isActive = choices.choose(name)
      case .line(let line, let number) where isActive: apply(line, number)
      case .files(let files) where isActive: for file in files { read(file) }
      case .line, .files: break
      }
    }
  }

  private mutating func apply(_ line: ConfigLine, _ number: Int) {
    switch line {
    // The first value holds.
    case .hostName(let value): hostName = hostName ?? value
    case .user(let value): user = user ?? value
    case .port(let value): port = port ?? value
    case .jump(let hosts):
      jumps.append(hosts)
      lines.append(number)
    case .common: lines.append(number)
    case .personal: isPersonal = true
    case .hosts, .include, .empty: break
    }
  }
}
