import Connection
import Deploy
import Reactor
import TestSupport

/// A program called `sudo` that asks as sudo does, without other accounts: it starts what it is told as who calls it.
///
/// What the real one says and does is tried in the lab; here it is what goes over its input that counts.
struct StandInSudo {
  let folder: String

  /// Wants the password that is given; nil for one that wants none.
  init(in folder: String, password: String?, tries: Int = 3, of account: String = "anna") throws {
    self.folder = folder
    if let password { try Files.write(password, to: "\(folder)/password") }
    try Files.write(
      """
      #!/bin/sh
      here=${0%/*}
      printf '%s\\n' "$*" >>"$here/words"
      prompt='Password: ' quiet=
      while :; do
        case $1 in
          -n) quiet=1 ;;
          -S | -H) ;;
          -p) prompt=$2; shift ;;
          -u) shift ;;
          *) break ;;
        esac
        shift
      done
      test -e "$here/password" || exec "$@"
      test -z "$quiet" || { echo 'sudo: a password is required' >&2; exit 1; }
      IFS= read -r wanted <"$here/password" || :
      tries=0
      while test "$tries" -lt \(tries); do
        test "$tries" -eq 0 || echo 'Sorry, try again.' >&2
        tries=$((tries + 1))
        printf '%s' "${prompt%%%p*}\(account)${prompt#*%p}" >&2
        IFS= read -r given || break
        printf '%s\\n' "$given" >>"$here/given"
        test "$given" != "$wanted" || exec "$@"
      done
      echo "sudo: $tries incorrect password attempts" >&2
      exit 1

      """, to: "\(folder)/sudo", mode: 0o755)
  }

  /// What was sent as an answer, line by line.
  var given: [String] {
    get throws {
      guard Files.exists("\(folder)/given") else { return [] }
      return try Files.read("\(folder)/given").split(separator: "\n").map(String.init)
    }
  }

  /// Everything that it was called with.
  var words: String { get throws { try Files.read("\(folder)/words") } }

  /// This machine, where `sudo` means this one.
  func connect() -> any Connection { Beside(folder) }

  /// The connection to this machine with a folder in front of its PATH.
  private final class Beside: Connection {
    private let local = LocalConnection()
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    var summary: String { local.summary }
    var account: String? { "anna" }

    func start(_ command: String) async throws {
      try await local.start("PATH=\(folder):$PATH; export PATH; \(command)")
    }
    func send(_ bytes: [UInt8]) async throws { try await local.send(bytes) }
    func sendEnd() async throws { try await local.sendEnd() }
    func receive(until deadline: ContinuousClock.Instant?, wake: Wake?) async throws -> Received {
      try await local.receive(until: deadline, wake: wake)
    }
    func close() async { await local.close() }
  }
}
