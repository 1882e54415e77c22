/// How a command ended.
package enum ExitStatus: Sendable, Hashable {
  case code(Int32)
  /// The signal's name without `SIG`, as it crosses the wire.
  case signal(String)
  /// The other end did not say.
  case unknown
}

extension ExitStatus: CustomStringConvertible {
  package var description: String {
    switch self {
    case .code(let code): "exit status \(code)"
    case .signal(let name): "killed by SIG\(name)"
    case .unknown: "ended without an exit status"
    }
  }
}
