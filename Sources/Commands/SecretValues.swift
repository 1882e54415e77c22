internal import Crypto
internal import Glibc
internal import Playbook
internal import Reactor
internal import SourceText

/// The values of a playbook's secrets, found when they are needed.
enum SecretValues {
  /// How long a command may take to tell one: somebody may have to unlock it first.
  private static let patience = Duration.seconds(60)

  /// Finds the secrets of these names; every one that cannot be had is a problem at its place.
  static func read(
    _ definitions: [SecretDefinition], needed names: Set<String>, in folder: String
  ) async throws(Problems) -> [String: Secret] {
    var values: [String: Secret] = [:]
    var problems: [Problem] = []
    for definition in definitions where names.contains(definition.name) {
      do throws(Problem) {
        values[definition.name] = try check(try await value(definition, in: folder), of: definition)
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return values
  }

  private static func value(_ definition: SecretDefinition, in folder: String) async throws(Problem) -> [UInt8] {
    switch definition.source {
    case .environment(let variable):
      guard let text = getenv(variable) else {
        throw definition.problem(
          "the environment has no variable '\(variable)'", hint: "set it before you start deployctl")
      }
      return Array(String(cString: text).utf8)
    case .file(let path): return try file(path.hasPrefix("/") ? path : "\(folder)/\(path)", of: definition)
    case .command(let command): return try await output(of: command, definition)
    }
  }

  private static func file(_ path: String, of definition: SecretDefinition) throws(Problem) -> [UInt8] {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o007 != 0 {
      throw definition.problem("every account of this machine may open \(path)", hint: "chmod o= \(path)")
    }
    do throws(LocalFile.Failure) {
      return try LocalFile.read(path)
    } catch {
      throw definition.problem(error.message, hint: "make it there, or correct the path")
    }
  }

  private static func output(of command: String, _ definition: SecretDefinition) async throws(Problem) -> [UInt8] {
    let result: Subprocess.Result
    do {
      result = try await Subprocess.run("/bin/sh", ["-c", command], deadline: .now + patience)
    } catch is Subprocess.TimedOut {
      throw definition.problem(
        "the command did not end within \(patience.components.seconds) s, and was ended",
        hint: "it runs in a shell of this machine, with nothing on its input: try it there")
    } catch {
      throw definition.problem("the command cannot be run: \(error)")
    }
    guard result.status == .exited(0) else {
      let words = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").last.map { ": \($0)" }
      throw definition.problem(
        "the command failed\(words ?? "") (\(result.status))", hint: "it runs in a shell of this machine: try it there")
    }
    return result.output
  }

  /// A line's end belongs to the file or the command, and not to the secret.
  private static func check(_ bytes: [UInt8], of definition: SecretDefinition) throws(Problem) -> Secret {
    var value = bytes
    while let last = value.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { value.removeLast() }
    guard value.count >= 4 else {
      throw definition.problem(
        value.isEmpty ? "it is empty" : "it has fewer than 4 bytes",
        hint: "hiding so short a text would hide parts of everything that is printed")
    }
    // What a terminal is not shown as it is could not be found again in what is shown.
    let isText = value.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
    guard isText, String(validating: value, as: UTF8.self) != nil else {
      throw definition.problem("it is not text in UTF-8", hint: "give it as base64")
    }
    return Secret(value)
  }
}

extension SecretDefinition {
  fileprivate func problem(_ message: String, hint: String? = nil) -> Problem {
    Problem("the secret '\(name)' cannot be had: \(message)", at: range, hint: hint)
  }
}
