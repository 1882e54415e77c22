import Glibc
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

  /// Syncs that no trace here can show to be needed, by their lines, with the reason.
  private static let excused = [
    #"sync "$n_units/$n_unit""#: "the unit for the boot is written below /etc, where no test of this machine writes",
    #">>"$set/journal" && journal "$@""#: "a second try on a full disk, of which no trace is taken",
    #"&& sync "$n_record""#: "containers that are made anew, and no course here has docker",
    #"sync_tree . "$gitdir""#: "what git writes, which is not traced",
    #"sync_tree "$gitdir""#: "the same, before anything is announced",
    #"sync_tree "$aside""#: "what somebody wrote into a checkout, and no course here has one",
    "unlocked %s %s %s": "a person takes a lock away, and no course here does",
  ]

  /// Every sync is needed: a runtime that lacks one is out of order somewhere.
  ///
  /// `scripts/crash-test` tries all of them, the other tests every fifth.
  @Test func aRuntimeWithoutOneSyncIsOutOfOrder() async throws {
    guard try await SyncOrderBench.canTrace() else {
      print("not traced: ptrace is not permitted here")
      return
    }
    let bench = try await SyncOrderBench(.dash)
    let every = getenv("DEPLOYCTL_CRASH") == nil ? 5 : 1
    let mutants = RuntimeWithoutSync.all
    var (tried, unnoticed) = (0, [String]())
    mutants: for index in stride(from: 0, to: mutants.count, by: every) {
      let isExcused = Self.excused.keys.contains { mutants[index].line.contains($0) }
      tried += isExcused ? 0 : 1
      // What is left after the last full batch is no batch of two each time.
      for isShort in [true, false] {
        for course in SyncOrderBench.Course.allCases {
          let violations = try await bench.violations(course, mutants[index].text, inShortBatches: isShort)
          guard let first = violations.first else { continue }
          #expect(!isExcused, "excused without need: \(mutants[index].line): \(first)")
          continue mutants
        }
      }
      if !isExcused { unnoticed.append(mutants[index].line) }
    }
    print("syncs left out: \(tried), unnoticed: \(unnoticed.count)")
    #expect(unnoticed == [])
    #expect(Self.excused.keys.allSatisfy { key in mutants.contains { $0.line.contains(key) } })
  }
}
