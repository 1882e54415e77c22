internal import Deploy
internal import Playbook
internal import Reactor
internal import Synchronization

/// Hosts that are looked at all at the same time, a few at once, and told of in their own order.
struct Tour: Sendable {
  enum Telling {
    /// Each host as soon as it and all before it were looked at.
    case asSeen
    /// Each host when it is its turn to act.
    case inTurn
  }

  let targets: [Target]
  /// How many are connected to and asked at once.
  let width: Int
  let console: Console

  /// Runs the body for every host, with a console that keeps to the order; the results have it too.
  func each<Result: Sendable>(_ body: @escaping @Sendable (Target, Console) async -> Result) async -> [Result] {
    await each(telling: .asSeen, look: body, idle: { _, wake in try await Self.wait(for: wake) }) { _, _, result in
      result
    }
  }

  /// Looks at all hosts before the first acts, and lets them act one after the other.
  ///
  /// By then all have logged in: a question to a person never comes between what it is about and its answer. Meanwhile
  /// those who wait are idle, over and over; what they wait with may have to be kept alive.
  func each<Found, Result: Sendable>(
    telling: Telling, look: @escaping @Sendable (Target, Console) async -> Found,
    idle: @escaping @Sendable (Found, Wake) async throws -> Void,
    then act: @escaping @Sendable (Target, Console, Found) async -> Result
  ) async -> [Result] {
    let turns = Turns(targets.count, telling)
    let turnstile = Turnstile(width: width)
    return await withTaskGroup(of: (Int, Result).self) { group in
      for (index, target) in targets.enumerated() {
        // Here and not in the task: tasks begin in any order, and of few at once the first hosts shall be first.
        await turnstile.enter()
        group.addTask {
          let console = console.on(turns.page(of: index))
          let found = await look(target, console)
          // Whoever waits for its turn holds no place, or the others could never be looked at.
          await turnstile.leave()
          await turns.take(index) { try await idle(found, $0) }
          let result = await act(target, console, found)
          turns.end(index)
          return (index, result)
        }
      }
      var results: [Int: Result] = [:]
      for await (index, result) in group { results[index] = result }
      return targets.indices.compactMap { results[$0] }
    }
  }

  /// Waits with nothing to keep alive.
  static func wait(for wake: Wake) async throws(CancellationError) {
    _ = try await Reactor.shared.wait(for: nil, wake: wake)
  }
}

/// Whose turn it is to be told of, and to act.
private final class Turns: Sendable {
  private struct Host {
    let page = Page()
    var isSeen = false
    var isDone = false
    var hasTurn = false
    let wake = Wake()
  }

  private let hosts: Mutex<[Host]>
  private let telling: Tour.Telling

  init(_ count: Int, _ telling: Tour.Telling) {
    hosts = Mutex((0..<count).map { _ in Host() })
    self.telling = telling
    hosts.withLock { advance(&$0) }
  }

  func page(of index: Int) -> Page { hosts.withLock { $0[index].page } }

  /// The host was looked at; idles until all were, and those before it are done.
  func take(_ index: Int, idle: (Wake) async throws -> Void) async {
    let wake = hosts.withLock { hosts in
      hosts[index].isSeen = true
      advance(&hosts)
      return hosts[index].wake
    }
    do {
      while !hasTurn(index) { try await idle(wake) }
    } catch {
      // What is lost meanwhile shows itself when it is needed, and that is not before the turn.
      do { while !hasTurn(index) { try await Tour.wait(for: wake) } } catch {}
    }
  }

  private func hasTurn(_ index: Int) -> Bool { hosts.withLock { $0[index].hasTurn } }

  func end(_ index: Int) {
    hosts.withLock { hosts in
      hosts[index].isDone = true
      advance(&hosts)
    }
  }

  private func advance(_ hosts: inout [Host]) {
    var mayAct = hosts.allSatisfy(\.isSeen)
    var mayTell = telling == .asSeen || mayAct
    for index in hosts.indices where mayTell {
      hosts[index].page.open()
      if mayAct, !hosts[index].hasTurn {
        hosts[index].hasTurn = true
        hosts[index].wake.signal()
      }
      mayAct = mayAct && hosts[index].isDone
      mayTell = telling == .asSeen ? hosts[index].isSeen : mayAct
    }
  }
}
