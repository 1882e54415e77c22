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

  @Test func aFolderOutsideOfAnyRepositoryHasNone() throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    #expect(Repository(around: folder) == nil)
  }
}
