internal import SourceText
internal import YAML

/// A host of an inventory of Ansible's with all variables that count for it.
struct AnsibleHost {
  let name: String
  let range: SourceRange
  private var variables: [String: AnsibleVariable] = [:]
  private var order: [String] = []

  init(name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }

  /// Later ones replace earlier ones of the same name.
  mutating func take(_ more: [AnsibleVariable]) {
    for variable in more where variables.updateValue(variable, forKey: variable.name) == nil {
      order.append(variable.name)
    }
  }

  /// The host in our words; what stands in the way of reaching it matters only to those who want to.
  func inventoryHost() throws(Problem) -> InventoryHost {
    InventoryHost(
      host: Host(name: name, destination: try destination(), identity: try text("ansible_ssh_private_key_file")?.text),
      root: nil, become: try become(), variables: order.compactMap { variables[$0]?.definition }, range: range,
      label: name)
  }

  private func destination() throws(Problem) -> Destination {
    let connection = try text("ansible_connection")
    switch connection?.text ?? "ssh" {
    case "local":
      return try parse(at: range) { () throws(Malformed) in try Destination(user: nil, host: "localhost", port: nil) }
    case "ssh", "smart", "paramiko", "paramiko_ssh", "openssh", "libssh": break
    case let other:
      throw Problem(
        "the host '\(name)' is reached by '\(other.shortened)', which deployctl cannot", at: connection?.range ?? range,
        hint: "it reaches hosts over ssh, and this machine with ansible_connection=local")
    }
    let (host, user) = (try text("ansible_host", "ansible_ssh_host"), try text("ansible_user", "ansible_ssh_user"))
    let port = try text("ansible_port", "ansible_ssh_port")
    let number = try port.map { port throws(Problem) in
      try parse(at: port.range) { () throws(Malformed) in try PortNumber(port.text).value }
    }
    return try parse(at: (host ?? user)?.range ?? range) { () throws(Malformed) in
      try Destination(user: user?.text, host: host?.text ?? name, port: number)
    }
  }

  private func become() throws(Problem) -> Become.Choice? {
    guard let flag = try text("ansible_become") else { return nil }
    switch flag.text.lowercased() {
    case "no", "false", "off", "0", "n", "f": return .stay
    case "yes", "true", "on", "1", "y", "t": break
    default: throw Problem("expected yes or no, found '\(flag.text.shortened)'", at: flag.range)
    }
    let word = try text("ansible_become_method")
    guard let method = Become.Method(rawValue: word?.text ?? "sudo") else {
      throw Problem(
        "the host '\(name)' becomes another user by '\(word?.text.shortened ?? "")', which deployctl cannot",
        at: word?.range ?? range, hint: "it takes sudo or doas")
    }
    let user = try text("ansible_become_user")
    return try parse(at: user?.range ?? range) { () throws(Malformed) in
      .become(try Become(user: user?.text ?? "root", by: method))
    }
  }

  /// The first of these variables that is set.
  private func text(_ names: String...) throws(Problem) -> (text: String, range: SourceRange)? {
    guard let variable = names.lazy.compactMap({ variables[$0] }).first else { return nil }
    guard let text = variable.text else {
      throw Problem(
        "'\(variable.name)' of the host '\(name)' is not a plain text", at: variable.range,
        hint: "templates such as {{ name }} are not worked out: write the value itself")
    }
    return (text, variable.range)
  }

  private func parse<Value>(
    at range: SourceRange, _ body: () throws(Malformed) -> Value
  ) throws(Problem) -> Value {
    do throws(Malformed) {
      return try body()
    } catch {
      throw Problem("the host '\(name)': \(error.message)", at: range, hint: error.hint)
    }
  }
}
