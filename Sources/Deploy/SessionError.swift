package import Connection

/// A conversation that broke off.
package enum SessionError: Error, Sendable {
  case ended(ExitStatus, lastWords: String)
  case silent(Duration)
  case malformed(String)

  package var message: String {
    switch self {
    case .ended(let status, let lastWords):
      "the session ended (\(status))" + (lastWords.isEmpty ? "" : ": \(lastWords)")
    case .silent(let patience): "no answer for \(patience.components.seconds) s"
    case .malformed(let reply): "an answer that cannot be read: \(reply)"
    }
  }

  package var hint: String? {
    guard case .ended(_, let lastWords) = self else { return nil }
    if lastWords.contains("sudo:") {
      return "'become' uses 'sudo -n', which must be allowed without a password on this host"
    }
    return nil
  }
}
