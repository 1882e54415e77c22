internal import Connection
internal import Glibc
internal import Reactor

extension SSHConfiguration {
  /// Asks the OpenSSH client what the ssh config says about this destination.
  ///
  /// The jump hosts, where some are given, come before those of the config. What was answered for other hosts saves the
  /// question where the same lines apply to this one.
  static func resolve(
    _ destination: SSHDestination, configFile: String? = nil, jumpHosts: String? = nil,
    client: String? = ProgramPath.find("ssh"), answers: ConfigAnswers? = nil
  ) async throws(ConnectionError) -> SSHConfiguration {
    try check(destination)
    guard let client else {
      let account = try await account(for: destination)
      guard configFile == nil else {
        throw ConnectionError(
          host: destination.host, .configuration,
          "cannot read \(configFile ?? ""): no ssh client is installed to do it",
          hint: "install the OpenSSH client, or leave the ssh config file out")
      }
      return .withoutClient(for: destination, account: account)
    }
    let question: ConfigAnswers.Question = { () async throws(ConnectionError) in
      let account = try await account(for: destination)
      let dump = try await ask(client, about: destination, configFile, jumpHosts)
      return SSHConfiguration(dump: dump, destination: destination, account: account)
    }
    guard let answers, jumpHosts == nil else { return try await question() }
    let source = ConfigAnswers.Source(client: client, configFile: configFile)
    return try await answers.configuration(of: destination, from: source, ask: question)
  }

  private static func account(for destination: SSHDestination) async throws(ConnectionError) -> Account {
    let found: Account?
    do {
      found = try await Blocking.run { Account.current() } ?? nil
    } catch {
      throw ConnectionError(host: destination.host, .cancelled, "cancelled")
    }
    guard let found else {
      throw ConnectionError(host: destination.host, .configuration, "this user has no entry in the passwd database")
    }
    return found
  }

  private static func ask(
    _ client: String, about destination: SSHDestination, _ configFile: String?, _ jumpHosts: String?
  ) async throws(ConnectionError) -> String {
    let jump = jumpHosts.map { ["-J", $0] } ?? []
    let arguments = ["-G"] + jump + destination.words(configFile) + ["--", destination.host]
    let answer: Subprocess.Result
    do {
      answer = try await Subprocess.run(client, arguments, deadline: .now + .seconds(30))
    } catch is CancellationError {
      throw ConnectionError(host: destination.host, .cancelled, "cancelled")
    } catch {
      throw ConnectionError(host: destination.host, .configuration, "\(error)")
    }
    guard answer.status == .exited(0) else {
      let words = String(decoding: answer.errorOutput, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
      throw ConnectionError(host: destination.host, .configuration, "ssh cannot read its config: \(words)")
    }
    return String(decoding: answer.output, as: UTF8.self)
  }

  // A name that starts with a dash would be read as an option, by ssh as well as by whatever is typed from a message.
  private static func check(_ destination: SSHDestination) throws(ConnectionError) {
    for (what, name) in [("host", destination.host), ("user", destination.user ?? destination.host)] {
      let isPlain = name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
      guard isPlain, !name.isEmpty, !name.hasPrefix("-") else {
        throw ConnectionError(host: destination.host, .configuration, "'\(name)' cannot be the name of a \(what)")
      }
    }
    guard (1...65535).contains(destination.port ?? 22) else {
      throw ConnectionError(host: destination.host, .configuration, "\(destination.port ?? 0) is not a port")
    }
  }
}
