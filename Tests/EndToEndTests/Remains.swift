import Glibc
import TestSupport

/// Processes that a stage's servers have started and that are still there when it ends.
enum Remains {
  /// Every process of a session has the state folder of its server in its environment.
  static func end(startedFor folder: String) {
    let mark = Array("\(Server.stateVariable)=\(folder)/".utf8)
    // A process may start another one just before it is killed.
    while case let found = processes(marked: mark), !found.isEmpty {
      for process in found { kill(process, SIGKILL) }
    }
  }

  /// Kills the guardian and the worker of a run, as a power cut would.
  static func killRuns(startedFor folder: String) throws {
    let mark = Array("\(Server.stateVariable)=\(folder)/".utf8)
    var isLeft = true
    while isLeft {
      isLeft = false
      for process in processes(marked: mark) {
        let words = try Files.read("/proc/\(process)/cmdline").split(separator: "\0")
        guard words.contains("guard") || words.contains("work") else { continue }
        isLeft = kill(process, SIGKILL) == 0
      }
    }
  }

  private static func processes(marked mark: [UInt8]) -> [Int32] {
    (Files.names(in: Array("/proc".utf8)) ?? []).compactMap { name in
      guard let process = Int32(String(decoding: name, as: UTF8.self)), process != getpid() else { return nil }
      do {
        let environment = try Files.read("/proc/\(process)/environ")
        return environment.utf8.split(separator: 0).contains { $0.starts(with: mark) } ? process : nil
      } catch {
        // It has ended, or is somebody else's.
        return nil
      }
    }
  }
}
