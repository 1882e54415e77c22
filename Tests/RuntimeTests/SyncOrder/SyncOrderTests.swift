import TestSupport
import Testing
import Transaction

/// Killing a process loses no page cache: that a run also stands a power cut is proven by the order of its system calls.
struct SyncOrderTests {
  @Test(arguments: Shell.allCases)
  func everythingIsSyncedBeforeWhatReliesOnIt(under shell: Shell) async throws {
    guard try await SyncOrderBench.canTrace() else {
      print("not traced: ptrace is not permitted here")
      return
    }
    let bench = try await SyncOrderBench(shell)
    for course in SyncOrderBench.Course.allCases {
      let violations = try await bench.violations(course, Runtime.text)
      #expect(violations == [], "\(course)")
    }
  }

  /// Every sync is needed: a runtime that lacks one is out of order somewhere.
  @Test func aRuntimeWithoutOneSyncIsOutOfOrder() async throws {
    guard try await SyncOrderBench.canTrace() else {
      print("not traced: ptrace is not permitted here")
      return
    }
    let bench = try await SyncOrderBench(.dash)
    var unnoticed: [String] = []
    mutants: for mutant in RuntimeWithoutSync.all {
      for course in SyncOrderBench.Course.allCases {
        let violations = try await bench.violations(course, mutant.text)
        print("mutant: \(mutant.line): \(course): \(violations.first ?? "-")")
        if !violations.isEmpty { continue mutants }
      }
      unnoticed.append(mutant.line)
    }
    #expect(unnoticed == [])
  }
}
