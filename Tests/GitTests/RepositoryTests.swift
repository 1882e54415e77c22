import Git
import TestSupport
import Testing

struct RepositoryTests {
  @Test func aBlobIsFoundByTheBeginningOfItsId() async throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    _ = try await Tool.run("/usr/bin/git", ["init", "-q", folder])
    try Files.write("old\n", to: "\(folder)/src/a.txt")
    let id = try await Tool.run("/usr/bin/git", ["-C", folder, "hash-object", "-w", "src/a.txt"])
      .split(separator: "\n").joined()
    let repository = try #require(Repository(around: "\(folder)/src"))
    #expect(repository.blob(String(id.prefix(7))) == Array("old\n".utf8))
    #expect(repository.blob(id) == Array("old\n".utf8))
    #expect(repository.blob("0000000") == nil)
    #expect(repository.blob("fffffff") == nil)
    #expect(repository.blob("no id") == nil)
  }

  @Test func whatIsNotCommittedBelowAFolderIsToldInOneLook() async throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    let git = ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com"]
    _ = try await Tool.run("/usr/bin/git", ["init", "-q", folder])
    for path in ["app/a", "app/gone", "app/d/same", "app/d/changed", "other"] {
      try Files.write("old\n", to: "\(folder)/\(path)")
    }
    try Files.write("*.out\n", to: "\(folder)/.gitignore")
    _ = try await Tool.run("/usr/bin/git", git + ["add", "."])
    _ = try await Tool.run("/usr/bin/git", git + ["commit", "-q", "-m", "one"])
    let repository = try #require(Repository(around: folder))
    #expect(repository.uncommitted(below: "\(folder)/app") == [:])
    for path in ["app/d/changed", "app/d/new", "app/built.out", "other"] {
      try Files.write("new!\n", to: "\(folder)/\(path)")
    }
    Files.remove("\(folder)/app/gone")
    #expect(
      repository.uncommitted(below: "\(folder)/app")
        == ["d/changed": .changed, "d/new": .new, "built.out": .ignored, "gone": .gone])
    #expect(repository.uncommitted(below: folder)?.keys.sorted().last == "other")
    #expect(repository.uncommitted(below: folder)?["app/gone"] == .gone)
    #expect(repository.uncommitted(below: "/nowhere") == nil)
  }

  @Test func aFolderOutsideOfAnyRepositoryHasNone() throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    #expect(Repository(around: folder) == nil)
  }
}
