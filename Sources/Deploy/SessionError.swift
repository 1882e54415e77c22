package import Connection

/// A conversation that broke off.
package enum SessionError: Error, Sendable {
  /// The account answered, but not with what it was told to run.
  case neverBegan(ExitStatus, lastWords: String)
  case ended(ExitStatus, lastWords: String)
  case silent(Duration)
  case malformed(String)

  package var message: String {
    switch self {
    case .neverBegan(let status, let lastWords), .ended(let status, let lastWords):
      "the session ended (\(status))" + (lastWords.isEmpty ? "" : ": \(lastWords)")
    case .silent(let patience): "no answer for \(patience.components.seconds) s"
    case .malformed(let reply): "an answer that cannot be read: \(reply)"
    }
  }

  package var hint: String? {
    switch self {
    case .neverBegan(_, let lastWords), .ended(_, let lastWords):
      if lastWords.contains("sudo:") {
        return "'become' uses 'sudo -n', which must be allowed without a password on this host"
      }
      if ["No space left on device", "Disk quota exceeded"].contains(where: lastWords.contains) {
        return "a filesystem there is full, or the account has used up its quota: see 'df -h', 'df -i' and 'quota'"
      }
    case .silent, .malformed: return nil
    }
    // The bootstrap has its own words where it was run.
    guard case .neverBegan(_, let lastWords) = self, !lastWords.contains("deployctl: ") else { return nil }
    if lastWords.contains("restricted") {
      return "the login shell is restricted and finds no 'sh': let its PATH have one, or deploy as another account"
    }
    return "the account does not run commands: is its login shell one such as nologin, or does a ForceCommand or a "
      + "'command=' in authorized_keys answer instead?"
  }
}
