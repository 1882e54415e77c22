internal import Glibc

/// Expands `~`, `%` tokens and environment variables in the file names of an ssh config.
struct PathTokens {
  private let home: String
  private let values: [Character: String]

  init(configuration: SSHConfiguration, account: Account) {
    home = account.home
    values = [
      "%": "%", "d": account.home, "h": configuration.hostName, "i": "\(getuid())",
      "k": configuration.hostKeyAlias ?? configuration.alias, "n": configuration.alias, "p": "\(configuration.port)",
      "r": configuration.user, "u": account.name,
    ]
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
