internal import Connection
internal import Reactor
internal import Synchronization

/// Whether the OpenSSH client gets in by itself, with the keys that libssh2 cannot use.
typealias KeyTrial = @Sendable () async throws(CancellationError) -> Bool

extension OpenSSHCall {
  /// Lets ssh log in once, asking nobody.
  ///
  /// Only a server that refuses all keys says no: one that is not reached now is for ssh to insist on.
  func logsIn() async throws(CancellationError) -> Bool {
    let words = ["-o", "LogLevel=ERROR"] + arguments + ["--", host, "exit 0"]
    do {
      let end = try await Subprocess.run(
        client, words, environment: OpenSSHConnection.environment, deadline: .now + patience)
      let said = String(decoding: end.errorOutput, as: UTF8.self)
      return end.status != .exited(255)
        || !["Permission denied", "Too many authentication failures"].contains(where: said.contains)
    } catch let error as CancellationError {
      throw error
    } catch {
      return true
    }
  }
}

/// What such trials said: each host sees one, however often it is connected to.
final class KeyTrials: Sendable {
  private let findings = Mutex<[[String]: Finding<Bool>]>([:])

  func answer(of call: OpenSSHCall) async throws(CancellationError) -> Bool {
    let key = [call.client, call.host] + call.arguments
    let (finding, isNew) = findings.withLock { findings in
      if let finding = findings[key] { return (finding, false) }
      let finding = Finding<Bool>()
      findings[key] = finding
      return (finding, true)
    }
    guard isNew else {
      if let answer = try await finding.value() { return answer }
      return try await call.logsIn()
    }
    do {
      let answer = try await call.logsIn()
      finding.close(answer)
      return answer
    } catch {
      finding.close(nil)
      throw error
    }
  }
}
