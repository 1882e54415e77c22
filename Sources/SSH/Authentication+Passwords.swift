internal import CLibSSH2
internal import Connection
internal import Glibc
internal import Reactor

extension Authentication {
  /// Asks for a password if the server takes one and somebody is there to ask.
  func tryPasswords() async throws(ConnectionError) -> String? {
    let (isPlain, isQuestion) = try await passwordWays()
    if libssh2_userauth_authenticated(session.pointer) != 0 { return "no authentication" }
    guard isPlain || isQuestion else { return nil }
    guard let ask = prompts.secret else {
      note("password: the server would take one, but nobody is there to ask")
      return nil
    }
    trying = "password"
    // As ssh does: a server that asks may want more than the password.
    return isQuestion ? try await answerQuestions(ask) : try await givePasswords(ask)
  }

  /// Whether the server takes a password, and somebody can be asked for it.
  func mayAskForPassword() async throws(ConnectionError) -> Bool {
    let (isPlain, isQuestion) = try await passwordWays()
    return (isPlain || isQuestion) && prompts.secret != nil
  }

  private func passwordWays() async throws(ConnectionError) -> (isPlain: Bool, isQuestion: Bool) {
    let offered = try await offeredMethods()
    return (
      offered.contains("password") && configuration.isPasswordAllowed,
      offered.contains("keyboard-interactive") && configuration.areQuestionsAllowed
    )
  }

  private var passwordQuestion: SecretQuestion {
    SecretQuestion(
      subject: .password(
        user: configuration.user, host: configuration.alias, endpoint: "\(configuration.hostName):\(configuration.port)"
      ),
      attempt: 1)
  }

  private func givePasswords(_ ask: @Sendable (SecretQuestion) async -> String?) async throws(ConnectionError)
    -> String?
  {
    var refusal: String?
    var question = passwordQuestion
    for _ in 1...max(1, configuration.numberOfPasswordPrompts) {
      guard let password = await ask(question) else {
        note("password: none was given")
        return nil
      }
      refusal = try await log(inWith: password)
      if refusal == nil { return "password" }
      question = question.again(after: password)
    }
    if let refusal { note("password: \(refusal)") }
    return nil
  }

  /// Lets the server ask: for the password, which holds for other connections too, and for whatever it wants besides.
  private func answerQuestions(
    _ ask: @escaping @Sendable (SecretQuestion) async -> String?
  ) async throws(ConnectionError) -> String? {
    var refusal: String?
    let questions = ServerQuestions(password: passwordQuestion, ask)
    for _ in 1...max(1, configuration.numberOfPasswordPrompts) {
      refusal = try await answer(by: questions)
      if refusal == nil { return await questions.way }
      guard await questions.hasAllAnswers else {
        note("\(await questions.way): none was given")
        return nil
      }
      await questions.beginAnew()
    }
    if let refusal { note("\(await questions.way): \(refusal)") }
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

  private func answer(by questions: ServerQuestions) async throws(ConnectionError) -> String? {
    let user = configuration.user
    let interview = Interview { await questions.answers(to: $0) }
    session.context.interview = interview
    defer { session.context.interview = nil }
    // A thread of its own is told where the session is: nobody else uses it while this task waits for that thread.
    let address = UInt(bitPattern: session.pointer)
    return try await attempt {
      await withTaskCancellationHandler {
        await Blocking.finish {
          libssh2_userauth_keyboard_interactive_ex(
            OpaquePointer(bitPattern: address), user, UInt32(user.utf8.count), Interview.callback)
        }
      } onCancel: {
        interview.giveUp()
      }
    }
  }
}
