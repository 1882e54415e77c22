/// A bare repository, a clone of it to work in, and a checkout that is deployed to.
package struct GitSample: Sendable {
  package let origin: String
  package let clone: String
  package let checkout: String

  /// Makes the first commit of these files, and checks it out.
  package init(in folder: String, checkout: String, _ files: [String: String]) async throws {
    origin = "\(folder)/origin.git"
    clone = "\(folder)/clone"
    self.checkout = checkout
    try await Tool.run("/usr/bin/git", ["init", "-q", "--bare", "-b", "main", origin])
    try await Tool.run("/usr/bin/git", ["init", "-q", "-b", "main", clone])
    try await git("remote", "add", "origin", origin)
    try await commit("first", files)
    try await Tool.run("/usr/bin/git", ["clone", "-q", origin, checkout])
  }

  /// Commits files, of which nil removes one, and pushes them; returns the commit.
  @discardableResult
  package func commit(_ subject: String, _ files: [String: String?]) async throws -> String {
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      if let text { try Files.write(text, to: "\(clone)/\(path)") } else { Files.remove("\(clone)/\(path)") }
    }
    try await git("add", "-A")
    try await git("-c", "user.name=Anna", "-c", "user.email=anna@example.com", "commit", "-q", "-m", subject)
    try await git("push", "-q", "origin", "HEAD:main")
    return try await git("rev-parse", "HEAD")
  }

  /// Git in the clone; returns what it printed, without its line's end.
  @discardableResult
  package func git(_ words: String...) async throws -> String { try await run(clone, words) }

  /// Git in the checkout.
  @discardableResult
  package func there(_ words: String...) async throws -> String { try await run(checkout, words) }

  /// Where the checkout stands, in git's own words: commit, branch, edits, stashes, all names.
  package func standing() async throws -> [String] {
    let branch = try await Tool.answer("git", ["-C", checkout, "symbolic-ref", "-q", "HEAD"]).text
    return [
      try await there("rev-parse", "HEAD"), branch, try await there("status", "--porcelain"),
      try await there("stash", "list"), try await there("for-each-ref"),
    ]
  }

  private func run(_ folder: String, _ words: [String]) async throws -> String {
    let text = try await Tool.run("/usr/bin/git", ["-C", folder] + words)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
