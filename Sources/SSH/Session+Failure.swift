internal import CLibSSH2
internal import Connection

extension Session {
  /// The library's last words.
  var lastWords: String {
    var text: UnsafeMutablePointer<CChar>?
    libssh2_session_last_error(pointer, &text, nil, 0)
    return text.map { String(cString: $0) } ?? "no reason given"
  }

  func failure(_ action: String, _ code: Int32) -> ConnectionError {
    // What broke below explains more than that nothing comes any more.
    if let trouble = carrier.trouble { return trouble }
    return switch code {
    case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV,
      LIBSSH2_ERROR_BAD_SOCKET, LIBSSH2_ERROR_SOCKET_NONE:
      ConnectionError(
        host: host, .lost,
        "the connection was lost while trying to \(action)"
          + (context.farewell.map { ": the host said '\($0)'" } ?? ""),
        hint: "is the host up, and what does its log say of sshd: journalctl -u ssh")
    default:
      ConnectionError(
        host: host, .protocolError, "cannot \(action): \(lastWords) (libssh2 error \(code))",
        hint: "does the OpenSSH client get further: --transport openssh")
    }
  }
}
