internal import CLibSSH2
internal import Connection
internal import Glibc

extension Authentication {
  /// Asks for a password if the server takes one and somebody is there to ask.
  func tryPasswords() async throws(ConnectionError) -> String? {
    let offered = try await offeredMethods()
    if libssh2_userauth_authenticated(session.pointer) != 0 { return "no authentication" }
    let isPlain = offered.contains("password") && configuration.isPasswordAllowed
    let isQuestion = offered.contains("keyboard-interactive") && configuration.areQuestionsAllowed
    guard isPlain || isQuestion else { return nil }
    guard let ask = prompts.secret else {
      note("password: the server would take one, but nobody is there to ask")
      return nil
    }
    var refusal: String?
    trying = "password"
    var question = SecretQuestion(
      subject: .password(
        user: configuration.user, host: configuration.alias, endpoint: "\(configuration.hostName):\(configuration.port)"
      ),
      attempt: 1)
    for _ in 1...max(1, configuration.numberOfPasswordPrompts) {
      guard let password = await ask(question) else {
        note("password: none was given")
        return nil
      }
      refusal = isPlain ? try await log(inWith: password) : try await answer(with: password)
      if refusal == nil { return "password" }
      question = question.again(after: password)
    }
    if let refusal { note("password: \(refusal)") }
    return nil
  }

  /// Asks the server once how one may log in.
  func offeredMethods() async throws(ConnectionError) -> [String] {
    if let offered { return offered }
    let user = configuration.user
    var list: String?
    // The library's answer for "everybody may in" is an empty pointer too, told apart by its error code.
    let reason = try await attempt {
      if let text = libssh2_userauth_list(session.pointer, user, UInt32(user.utf8.count)) {
        list = String(cString: text)
        return 0
      }
      if libssh2_userauth_authenticated(session.pointer) != 0 { return 0 }
      return libssh2_session_last_errno(session.pointer)
    }
    if let reason { note("the server did not say how to log in: \(reason)") }
    let methods = list?.split(separator: ",").map(String.init) ?? []
    offered = methods
    return methods
  }

  private func log(inWith password: String) async throws(ConnectionError) -> String? {
    let user = configuration.user
    return try await attempt {
      libssh2_userauth_password_ex(
        session.pointer, user, UInt32(user.utf8.count), password, UInt32(password.utf8.count), nil)
    }
  }

  // libssh2 wants the answers at once, before a person could be asked, so every hidden question gets the password.
  private func answer(with password: String) async throws(ConnectionError) -> String? {
    let user = configuration.user
    session.context.secret = password
    defer { session.context.secret = nil }
    return try await attempt {
      libssh2_userauth_keyboard_interactive_ex(session.pointer, user, UInt32(user.utf8.count)) {
        _, _, _, _, count, prompts, responses, context in
        let secret = SessionContext.of(context)?.secret ?? ""
        for index in 0..<Int(count) {
          // libssh2 frees the copy.
          let answer = strdup(prompts?[index].echo == 0 ? secret : "")
          responses?[index].text = answer
          responses?[index].length = answer.map { UInt32(strlen($0)) } ?? 0
        }
      }
    }
  }
}
