internal import CLinux

/// What a waiter wants to do with a descriptor.
package struct Interest: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let read = Interest(rawValue: 1)
  package static let write = Interest(rawValue: 2)

  var events: UInt32 {
    var events = EPOLLONESHOT.rawValue
    if contains(.read) { events |= EPOLLIN.rawValue }
    if contains(.write) { events |= EPOLLOUT.rawValue }
    return events
  }
}

/// A descriptor together with what is wanted of it.
package struct Awaited: Sendable {
  package let descriptor: Int32
  package let interest: Interest

  package init(_ descriptor: Int32, _ interest: Interest) {
    self.descriptor = descriptor
    self.interest = interest
  }
}

/// Why a wait ended.
package enum Readiness: Sendable, Equatable {
  case ready
  case woken
  case deadline
}
