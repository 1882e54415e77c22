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
  static func killRuns(startedFor folder: String) {
    let mark = Array("\(Server.stateVariable)=\(folder)/".utf8)
    var isLeft = true
    while isLeft {
      isLeft = false
      for process in processes(marked: mark) where words(of: process).contains(where: ["guard", "work"].contains) {
        isLeft = kill(process, SIGKILL) == 0
      }
    }
  }

  /// The command line of a process; none for one that has ended.
  private static func words(of process: Int32) -> [String] {
    do {
      return try Files.read("/proc/\(process)/cmdline").split(separator: "\0").map(String.init)
    } catch {
      return []
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
