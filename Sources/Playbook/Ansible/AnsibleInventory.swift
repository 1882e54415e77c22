internal import SourceText

/// An inventory as Ansible has it: groups in groups, and variables of hosts and groups.
struct AnsibleInventory {
  /// What a group of the YAML form may hold, which is Ansible's to say and not ours.
  static let shape = Shape(["hosts": .any, "children": .any, "vars": .any])
  /// The group of hosts that are in no other.
  static let ungrouped = "ungrouped"

  struct Group {
    private(set) var hosts: [String] = []
    private var members: Set<String> = []
    var children: [(name: String, range: SourceRange)] = []

    mutating func add(_ host: String) {
      if members.insert(host).inserted { hosts.append(host) }
    }
  }

  struct Entry {
    let range: SourceRange
    var variables: [AnsibleVariable] = []
  }

  private(set) var hosts: [String: Entry] = [:]
  private(set) var hostOrder: [String] = []
  private(set) var groups: [String: Group] = [:]
  private(set) var groupOrder: [String] = []
  /// By group; the lines form may speak of a group before it makes it.
  private(set) var variables: [String: [AnsibleVariable]] = [:]
  let findings: Findings

  init(_ findings: Findings) { self.findings = findings }

  /// False, with a problem, for what cannot be the name of a group.
  @discardableResult mutating func declare(_ group: String, at range: SourceRange) -> Bool {
    if groups[group] != nil { return true }
    guard PlaybookName.isValid(group) else {
      findings.add("'\(group.shortened)' cannot be the name of a group", at: range, hint: PlaybookName.rule)
      return false
    }
    groups[group] = Group()
    groupOrder.append(group)
    return true
  }

  mutating func add(child: String, at range: SourceRange, to group: String) {
    groups[group]?.children.append((child, range))
  }

  mutating func add(_ variables: [AnsibleVariable], to group: String) {
    self.variables[group, default: []] += variables
  }

  /// Takes a host, or a range of them, into a group.
  mutating func add(_ pattern: String, at range: SourceRange, _ variables: [AnsibleVariable], to group: String) {
    do throws(Malformed) {
      for word in try HostRange.names(pattern) { try add(host: word, at: range, variables, to: group) }
    } catch {
      findings.add(error.message, at: error.fragment.map { range.range(of: $0) } ?? range, hint: error.hint)
    }
  }

  private mutating func add(
    host word: String, at range: SourceRange, _ variables: [AnsibleVariable], to group: String
  ) throws(Malformed) {
    let destination = try Destination(word)
    guard destination.user == nil else {
      throw Malformed("'\(word.shortened)' names a user", hint: "write the host alone, and ansible_user=NAME beside it")
    }
    if destination.host == Inventory.everyHost {
      throw Malformed("'all' cannot be the name of a host", hint: "it stands for every host")
    }
    let name = destination.host
    if hosts[name] == nil {
      hosts[name] = Entry(range: range)
      hostOrder.append(name)
    }
    if let port = destination.port {
      hosts[name]?.variables.append(AnsibleVariable(name: "ansible_port", text: "\(port)", at: range))
    }
    hosts[name]?.variables += variables
    groups[group]?.add(name)
  }
}
