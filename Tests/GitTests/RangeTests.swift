import Git
import TestSupport
import Testing

/// What lies between two commits.
struct RangeTests {
  private func with(_ body: (GitSample, String) async throws -> Void) async throws {
    let folder = try Files.temporaryFolder("git")
    defer { Files.remove(folder) }
    let sample = try await GitSample(in: folder, checkout: "\(folder)/checkout", ["a": "one\n", "b": "b\n"])
    try await body(sample, try await sample.git("rev-parse", "HEAD"))
  }

  @Test func commitsAndFilesAreCounted() async throws {
    try await with { sample, first in
      try await sample.commit("second", ["a": "two\n"])
      let last = try await sample.commit("third", ["b": nil, "d/new file": "n\n"])
      let repository = try #require(Repository(around: sample.clone))
      let range = try repository.range(from: first, to: last)
      #expect(range.subjects == ("first", "third"))
      #expect(range.count == 2 && range.isForward)
      #expect(range.files.map { "\($0.change) \($0.path)" } == ["M a", "D b", "A d/new file"])
      let back = try repository.range(from: last, to: first)
      #expect(back.count == 0 && !back.isForward)
      #expect(back.files.map { "\($0.change) \($0.path)" } == ["M a", "A b", "D d/new file"])
    }
  }

  @Test func aCommitThatIsNotThereIsNamed() async throws {
    try await with { sample, first in
      let repository = try #require(Repository(around: sample.clone))
      let unknown = String(repeating: "7", count: 40)
      #expect(throws: Repository.UnknownRevision.self) { _ = try repository.range(from: first, to: unknown) }
      #expect(throws: Repository.UnknownRevision.self) { _ = try repository.range(from: unknown, to: first) }
    }
  }

  @Test func commitsThatWentTheirOwnWaysAreNoWayForward() async throws {
    try await with { sample, first in
      let one = try await sample.commit("one", ["a": "1\n"])
      try await sample.git("checkout", "-q", "-b", "other", first)
      try Files.write("2\n", to: "\(sample.clone)/a")
      try await sample.git("-c", "user.name=B", "-c", "user.email=b@b", "commit", "-q", "-a", "-m", "other")
      let repository = try #require(Repository(around: sample.clone))
      let range = try repository.range(from: one, to: try await sample.git("rev-parse", "HEAD"))
      #expect(range.count == 1 && !range.isForward)
    }
  }
}
