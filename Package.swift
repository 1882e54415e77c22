// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// A target with the rooms that it may import; a test compares this table with the import lines.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The parts of the shell runtime, each a resource of its own.
let runtime: [Resource] = [
  "account", "accounts", "answers", "attach", "batches", "boot", "calls", "checkouts", "checks", "checkup", "choosing",
  "commit", "comparing", "composing", "conclusion", "detaching", "distant", "entry", "evidence", "follow", "gitmove",
  "gitprobe", "gitways", "gitwork", "guardian", "healthy", "incoming", "journal", "keeping", "known", "links",
  "listing", "lock", "logfiles", "logrecords", "logs", "logservices", "logtail", "managers", "manifest", "marks",
  "mounts", "moving", "observing", "opening", "owed", "parts", "permission", "prepare", "probe", "projects", "put",
  "recovery", "recreating", "reserve", "retention", "revert", "rows", "saved", "script", "secrets", "services",
  "session", "sets", "sifting", "staging", "survey", "wire",
].map { .embedInCode("Runtime/\($0).sh") }

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "deployctl",
  targets: [
    // Pure rooms: no input or output, no C module but their own, no async.
    room("SourceText"),
    room("YAML", ["CLibYAML", "SourceText"]),
    room("Playbook", ["YAML", "SourceText", "Patch", "JSON"]),
    room("Crypto", ["CCrypto"]),
    room("Diff"),
    room("JSON"),
    room("Deflate", ["CZlib"]),
    room("Patch", ["Diff", "Crypto", "CPCRE2"]),
    room("Plan", ["Playbook", "SourceText", "Diff", "Crypto", "Patch"]),
    room("Transaction", ["Plan", "Playbook", "Diff", "Crypto", "Deflate"], resources: runtime),
    room("KnownHosts", ["Crypto"]),

    // Effects.
    room("Reactor", ["CLinux"]),
    room("Connection", ["Reactor"]),
    room("SSH", ["Connection", "KnownHosts", "Crypto", "Reactor", "CLibSSH2"]),
    room("Git", ["CLibGit2"]),
    room("Deploy", ["Connection", "Reactor", "Transaction", "Plan", "Playbook", "Crypto"]),
    room("Terminal", ["Transaction", "Plan", "Playbook", "Diff", "Patch", "JSON", "SourceText"]),
    room(
      "Commands",
      [
        "Deploy", "Terminal", "SSH", "Git", "Connection", "Reactor", "Transaction", "Plan", "Playbook", "Patch",
        "Crypto", "Diff", "JSON", "SourceText",
      ]),
    .executableTarget(name: "deployctl", dependencies: ["Commands", "Deploy"], swiftSettings: strict),

    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CLibSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .target(
      name: "TestSupport", dependencies: ["Connection", "Reactor"], path: "Tests/TestSupport", swiftSettings: strict),
    tests("RoomsTests", ["TestSupport"]),
    tests("DocsTests", ["Deploy", "Terminal", "JSON", "Patch", "Playbook", "SourceText", "TestSupport"]),
    tests("SourceTextTests", ["SourceText"]),
    tests("YAMLTests", ["YAML", "SourceText"]),
    tests("PlaybookTests", ["Playbook", "Patch", "JSON", "SourceText", "TestSupport"], exclude: ["Golden"]),
    tests("CryptoTests", ["Crypto"]),
    tests("KnownHostsTests", ["KnownHosts", "Crypto", "TestSupport"]),
    tests("DiffTests", ["Diff", "TestSupport"]),
    tests("DeflateTests", ["Deflate", "Reactor", "TestSupport"]),
    tests("PatchTests", ["Patch", "Diff", "TestSupport"]),
    tests("GitTests", ["Git", "TestSupport"]),
    tests("TerminalTests", ["Terminal"]),
    tests("ReactorTests", ["Reactor", "TestSupport"]),
    tests("ConnectionTests", ["Connection", "Reactor", "SSH", "TestSupport"]),
    tests("SSHTests", ["Connection", "KnownHosts", "Reactor", "SSH", "TestSupport"]),
    tests(
      "RuntimeTests",
      ["Deploy", "Connection", "Reactor", "Transaction", "Plan", "Playbook", "SourceText", "Crypto", "TestSupport"],
      resources: [.embedInCode("Crash/shim.sh")]),
    tests("TransactionTests", ["Transaction", "Plan", "Playbook", "SourceText", "Crypto", "Reactor", "TestSupport"]),
    // The program is built before its tests, which start it from beside themselves.
    tests(
      "EndToEndTests",
      [
        "deployctl", "Deploy", "Connection", "SSH", "Reactor", "Transaction", "Plan", "Playbook", "SourceText",
        "Crypto", "Diff", "JSON", "TestSupport",
      ], exclude: ["Schemas", "HostMessages.txt", "Messages.txt", "Screens.txt"]),
  ]
)
