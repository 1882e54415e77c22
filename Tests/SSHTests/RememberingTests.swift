import SSH
import Synchronization
import TestSupport
import Testing

/// Questions that are asked once for all connections.
struct RememberingTests {
  private static let question = SecretQuestion(subject: .passphrase(keyFile: "key"), attempt: 1)

  /// Somebody who was asked, and has not answered yet.
  private struct Asking {
    let secret: @Sendable (SecretQuestion) async -> String?
    let first: Task<String?, Never>

    /// The first one answers so; whoever is asked after it at once, unless the question is taken back.
    init(_ answer: @escaping @Sendable () async -> String?) async throws {
      let (asked, noteAsked) = AsyncStream<Void>.makeStream()
      let isFirst = Mutex(true)
      let prompts = SSHPrompts(secret: { _ in
        let wasFirst = isFirst.withLock { isFirst in
          defer { isFirst = false }
          return isFirst
        }
        guard wasFirst else { return Task.isCancelled ? nil : "another answer" }
        noteAsked.yield()
        return await answer()
      }).remembering()
      let secret = try #require(prompts.secret)
      self.secret = secret
      first = Task { await secret(RememberingTests.question) }
      for await _ in asked { break }
    }
  }

  /// Whoever waits for the answer that another one was asked for is asked itself once that one's question is taken back.
  @Test func aQuestionThatWasTakenBackWasNotAnswered() async throws {
    let asking = try await Asking {
      // Nothing ever comes: only cancellation ends it.
      for await _ in AsyncStream<Void>.makeStream().stream {}
      return nil
    }
    let second = Task { await asking.secret(Self.question) }
    asking.first.cancel()
    #expect(await asking.first.value == nil)
    #expect(await second.value == "another answer")
    #expect(await asking.secret(Self.question) == "another answer")
  }

  @Test func whoeverWaitsForAnAnswerCanBeCancelled() async throws {
    let (answer, giveAnswer) = AsyncStream<String>.makeStream()
    let asking = try await Asking {
      for await answer in answer { return answer }
      return nil
    }
    let second = Task { await asking.secret(Self.question) }
    second.cancel()
    #expect(await second.value == nil)
    giveAnswer.yield("typed")
    #expect(await asking.first.value == "typed")
  }
}
