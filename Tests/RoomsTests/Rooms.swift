/// Which modules the files of each room may import: the walls of the house.
enum Rooms {
  /// No input or output, no C module but the named one, no async.
  static let pure: [String: Set<String>] = [
    "SourceText": [],
    "YAML": ["SourceText", "CLibYAML"],
    "Playbook": ["YAML", "SourceText", "Patch", "JSON"],
    "Crypto": ["CCrypto"],
    "Diff": [],
    "JSON": [],
    "Deflate": ["CZlib"],
    "Patch": ["Diff", "Crypto", "CPCRE2"],
    "KnownHosts": ["Crypto"],
    "Plan": ["Playbook", "SourceText", "Diff", "Crypto", "Patch"],
    "Transaction": ["Plan", "Playbook", "Diff", "Crypto", "Deflate"],
  ]

  static let effects: [String: Set<String>] = [
    "Reactor": ["CLinux", "Dispatch", "Glibc", "Synchronization"],
    "Connection": ["Reactor", "Glibc", "Synchronization"],
    "SSH": ["Connection", "KnownHosts", "Crypto", "Reactor", "CLibSSH2", "Glibc", "Synchronization"],
    "Git": ["CLibGit2", "Glibc"],
    "Deploy": ["Connection", "Reactor", "Transaction", "Plan", "Playbook", "Crypto", "Synchronization"],
    "Terminal": ["Transaction", "Plan", "Playbook", "Diff", "Patch", "JSON", "SourceText"],
    "Commands": [
      "Deploy", "Terminal", "SSH", "Git", "Connection", "Reactor", "Transaction", "Plan", "Playbook", "Patch", "Crypto",
      "Diff", "JSON", "SourceText", "Glibc", "Synchronization",
    ],
    "deployctl": ["Commands", "Deploy", "Glibc"],
  ]

  static let all = pure.merging(effects) { first, _ in first }
}
