internal import Connection
internal import Glibc
internal import Reactor

extension SSHConfiguration {
  /// Asks the OpenSSH client what the ssh config says about this destination.
  ///
  /// The jump hosts, where some are given, come before those of the config.
  static func resolve(
    _ destination: SSHDestination, configFile: String? = nil, jumpHosts: String? = nil,
    client: String? = ProgramPath.find("ssh")
  ) async throws(ConnectionError) -> SSHConfiguration {
    let host = destination.host
    try check(destination)
    let found: Account?
    do {
      found = try await Blocking.run { Account.current() } ?? nil
    } catch {
      throw ConnectionError(host: host, .cancelled, "cancelled")
    }
    guard let account = found else {
      throw ConnectionError(host: host, .configuration, "this user has no entry in the passwd database")
    }
    guard let client else {
      guard configFile == nil else {
        throw ConnectionError(
          host: host, .configuration, "cannot read \(configFile ?? ""): no ssh client is installed to do it",
          hint: "install the OpenSSH client, or leave the ssh config file out")
      }
      return .standard(for: destination, account: account)
    }
    let dump = try await ask(client, about: destination, configFile, jumpHosts)
    return SSHConfiguration(dump: dump, destination: destination, account: account)
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
