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

  /// Kills the guardian and the worker of a run, as a power cut would: all of them are stopped before the first is gone, or
  /// the guardian might take back what its worker left.
  static func killRuns(startedFor folder: String) {
    let mark = Array("\(Server.stateVariable)=\(folder)/".utf8)
    var stopped: Set<Int32> = []
    while true {
      let found = processes(marked: mark).filter { words(of: $0).contains(where: ["guard", "work"].contains) }
      let fresh = found.filter { !stopped.contains($0) && kill($0, SIGSTOP) == 0 }
      if fresh.isEmpty { break }
      stopped.formUnion(fresh)
    }
    for process in stopped { kill(process, SIGKILL) }
    // They are in nobody's list once they are gone.
    while processes(marked: mark).contains(where: stopped.contains) {}
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
