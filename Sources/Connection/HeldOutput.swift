/// What a command said while nobody was receiving, in order.
package struct HeldOutput {
  private var held: [Received] = []
  private var taken = 0

  package init() {}

  package mutating func hold(_ received: Received) {
    held.append(received)
  }

  package mutating func next() -> Received? {
    guard taken < held.count else { return nil }
    let next = held[taken]
    // The place is emptied at once: what was held may be large.
    held[taken] = .woken
    taken += 1
    if taken == held.count { (held, taken) = ([], 0) }
    return next
  }
}
