internal import Crypto
internal import Connection
internal import Playbook
internal import Transaction

extension Session {
  /// What sudo does between the question and the command (looking into a directory, waiting after a wrong password) takes
  /// less than that.
  private static let sudoTakes = Duration.seconds(60)

  /// Answers sudo until it has started what it was told to start.
  ///
  /// Nothing but answers is sent before that.
  func rise(_ token: String, _ seat: BecomePasswords.Seat) async throws {
    var prompt = PasswordPrompt(token: token)
    var asked: (account: String, secret: Secret?)?
    do {
      while true {
        while let reply = reader.next() {
          guard reply.words == ["begun"] else { continue }
          complain(prompt.rest)
          if case (let account, let secret?)? = asked {
            await seat.passwords.accept(secret, of: account, at: seat.host)
          }
          return
        }
        while let account = prompt.next() {
          guard [connection.account, become?.user, "root"].contains(account) else {
            throw SessionError.passwordOfAnother(account: account)
          }
          let refused = asked?.account == account ? asked?.secret : nil
          if let (before, secret) = asked, before != account {
            await seat.passwords.release(secret, of: before, at: seat.host, isWrong: false)
          }
          asked = (account, nil)
          let secret = try await seat.passwords.answer(for: account, at: seat.host, refused: refused)
          asked = (account, secret)
          try await connection.send(secret.bytes + [UInt8(ascii: "\n")])
        }
        switch try await connection.receive(until: .now + Self.sudoTakes, wake: nil) {
        case .output(let bytes): reader.feed(bytes)
        case .errorOutput(let bytes): prompt.feed(bytes)
        case .woken: break
        case .deadline:
          complain(prompt.rest)
          throw SessionError.sudoSilent(Self.sudoTakes, lastWords: lastWords)
        case .end(let status):
          // The last question may have come together with the end.
          complain(prompt.rest)
          throw SessionError.neverBegan(status, lastWords: lastWords, become: become)
        }
      }
    } catch {
      if let (account, secret) = asked {
        await seat.passwords.release(
          secret, of: account, at: seat.host, isWrong: (error as? SessionError)?.mayBlamePassword ?? false)
      }
      throw error
    }
  }
}
