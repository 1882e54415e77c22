import Deploy
import Glibc
import TestSupport
import Testing

/// A project whose commits are deployed one after the other.
extension Stage {
  static let sinceStep = #"  - copy: { from: app, to: site, exclude: "*.md", changed_since: last }"#

  /// A project in git with its first commit.
  static func withApp(_ names: [String] = ["target"], _ body: (Stage) async throws -> Void) async throws {
    try await Stage.with(names) { stage in
      for name in ["keep", "change", "gone", "lib/only", "tool"] { try stage.write("\(name) one\n", to: "app/\(name)") }
      try stage.write("read me\n", to: "app/a.md")
      try #require(symlink("keep", "\(stage.project)/app/current") == 0)
      try stage.playbook(hosts: "[\(names.joined(separator: ", "))]", steps: sinceStep)
      try await stage.git("init", "-q", "-b", "main")
      try await stage.commit("one")
      try await body(stage)
    }
  }

  @discardableResult
  func git(_ words: String...) async throws -> String {
    try await Tool.run(
      "/usr/bin/git", ["-C", project, "-c", "user.name=Anna", "-c", "user.email=anna@example.com"] + words)
  }

  /// Commits everything and gives the commit's digits as people see them.
  @discardableResult
  func commit(_ subject: String) async throws -> String {
    try await git("add", "-A")
    try await git("commit", "-q", "-m", subject)
    return String(try await git("rev-parse", "HEAD").prefix(10))
  }

  func deployHead(_ more: String...) async throws -> Ending {
    try await start(["deploy", "playbooks/site.yml", "--yes", "--rev", "HEAD"] + more).ending()
  }

  /// The second commit: files, a mode and a link change, files go with their folder, and one moves.
  func changeApp() async throws {
    try write("change two\n", to: "app/change")
    try write("read me twice\n", to: "app/a.md")
    try write("tool one\n", to: "app/tool", mode: 0o755)
    try write("gone one\n", to: "app/new/moved")
    for path in ["gone", "lib", "current"] { Files.remove("\(project)/app/\(path)") }
    try #require(symlink("change", "\(project)/app/current") == 0)
    try await commit("two")
  }
}

extension Ending {
  func isDone() { #expect(code == .done, "\(self)") }
}

extension String {
  var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
