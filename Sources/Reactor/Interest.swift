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
