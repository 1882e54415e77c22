internal import Crypto
internal import Glibc

/// Expands `~`, `%` tokens and environment variables in the file names of an ssh config.
struct PathTokens {
  private let home: String
  private let values: [Character: String]

  init(configuration: SSHConfiguration, account: Account) {
    home = account.home
    let machine = PathTokens.machine
    var values: [Character: String] = [
      "%": "%", "d": account.home, "h": configuration.hostName, "i": "\(getuid())",
      "k": configuration.hostKeyAlias ?? configuration.alias, "n": configuration.alias, "p": "\(configuration.port)",
      "r": configuration.user, "u": account.name, "l": machine, "L": String(machine.prefix { $0 != "." }),
    ]
    // With jump hosts, versions of OpenSSH differ in what of them this is.
    if configuration.jump == nil {
      values["j"] = ""
      let name = "\(machine)\(configuration.hostName)\(configuration.port)\(configuration.user)"
      values["C"] = SHA1.text(of: Array(name.utf8))
    }
    self.values = values
  }

  /// What this machine calls itself.
  private static var machine: String {
    var name = [CChar](repeating: 0, count: 1025)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func expand(_ path: String) -> String {
    var expanded = ""
    var rest = path[...]
    if rest == "~" || rest.hasPrefix("~/") {
      expanded = home
      rest = rest.dropFirst()
    }
    while let character = rest.popFirst() {
      if character == "%", let name = rest.first, let value = values[name] {
        expanded += value
        rest = rest.dropFirst()
      } else if character == "$", rest.first == "{", let end = rest.firstIndex(of: "}") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        expanded += getenv(name).map { String(cString: $0) } ?? ""
        rest = rest[rest.index(after: end)...]
      } else if expanded.isEmpty, character == "$", let value = getenv(String(rest)) {
        return String(cString: value)
      } else {
        expanded.append(character)
      }
    }
    return expanded
  }
}
