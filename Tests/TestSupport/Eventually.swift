internal import Reactor

/// Looks again and again until the condition holds.
package func eventually(_ what: String, _ holds: () throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try !holds() {
    guard ContinuousClock.now < deadline else { throw Mishap("never came: \(what)") }
    _ = try await Reactor.shared.wait(for: nil, until: .now + .milliseconds(20))
  }
}
