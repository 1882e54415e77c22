package import Transaction

/// Something that happened on a host while a command runs, for whoever shows it.
package struct Notice: Sendable {
  package enum Matter: Sendable {
    case connected(String)
    /// It reads so many bytes before it can say more.
    case reading(Int)
    /// So many bytes of what is sent there are on their way.
    case sending(Int, of: Int)
    case prepared(RunID)
    /// The connection was lost; it is tried again for so long.
    case lost(HostError, Duration)
    case regained
    /// The host was started anew, or its guardian killed, before the run had a verdict.
    case died(isReboot: Bool)
    /// It was reached over a new connection after its gates.
    case confirmed
    case event(Event)
  }

  package let host: String
  package let matter: Matter
}

/// Takes notices as they come, from several tasks.
package typealias Reporter = @Sendable (Notice) -> Void
