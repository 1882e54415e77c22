import Glibc
import Reactor
import TestSupport

extension CrashBench {
  /// Plays one crash and its recovery, and says what is wrong with what is left.
  func play(_ point: CrashPoint, from kept: String, _ references: CrashReferences) async throws -> CrashFindings {
    endProcesses()
    try await goBack(to: kept)
    var complaints: [String] = []
    if let interrupted = point.interrupted {
      // The first crash was played before; the second one is in the recovery.
      try arm(Array(point.strikes.dropFirst()))
      try await runtime(interrupted.rawValue)
    } else {
      try arm(point.strikes)
      try await run(point.scenario)
    }
    try arm([])
    try await waitForVictims()
    if let cut = point.cut { try cutPower(cut) }
    let edit = try point.edited.flatMap { try makeEdit(at: $0) }
    // Without a manifest it is not listed as a set, and nobody is told to recover it.
    if Files.exists("\(set)/manifest"), ![.guardian, .worker].contains(point.way) {
      complaints += try await recover(point.way)
    }
    return try CrashJudge(bench: self, point: point, edit: edit, references: references).findings(complaints)
  }

  /// Waits until the killed are dead: they close their outputs a moment before, and who recovers in that moment is
  /// rightly told that the run is at work.
  private func waitForVictims() async throws {
    let pids = ["\(folder)/owner", "\(set)/control/worker"].compactMap { file in
      Files.contents(Array(file.utf8)).flatMap {
        String(decoding: $0, as: UTF8.self).split { " \n".contains($0) }.first
      }
    }
    let deadline = ContinuousClock.now + .seconds(30)
    for pid in pids {
      while let line = Files.contents(Array("/proc/\(pid)/stat".utf8)) {
        let state = String(decoding: line, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first
        if state == "Z" || state == "X" { break }
        guard ContinuousClock.now < deadline else { throw Mishap("process \(pid) was killed and lives") }
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }

  private func recover(_ way: CrashPoint.Way) async throws -> [String] {
    switch way {
    case .guardian, .worker: return []
    case .recover, .restore:
      let result = try await runtime(way.rawValue)
      return result.status == .exited(0) ? [] : ["\(way.rawValue): \(result.status): \(Self.words(result))"]
    case .both:
      async let first = runtime("recover")
      async let second = runtime("recover")
      let results = try await [first, second]
      let isWell =
        results.contains { $0.status == .exited(0) }
        && results.allSatisfy { [.exited(0), .exited(70)].contains($0.status) }
      return isWell ? [] : results.map { "two recover: \($0.status): \(Self.words($0))" }
    }
  }

  private static func words(_ result: Subprocess.Result) -> String {
    String(decoding: result.output + result.errorOutput, as: UTF8.self)
  }

  /// Somebody saves a file as editors do: written beside it, then renamed.
  ///
  /// In a folder they make a new one. Gives the path, or nil if there is no folder for it.
  private func makeEdit(at path: String) throws -> String? {
    let isFolder = CrashScenario.paths.contains { $0.name == path && ($0.old ?? $0.new)?.content == nil }
    let place = isFolder ? "\(path)/theirs" : path
    let full = "\(world)/\(place)"
    let parent = String(full[..<(full.lastIndex(of: "/") ?? full.startIndex)])
    guard Files.exists(parent) else { return nil }
    try Files.write(CrashJudge.edit, to: "\(full)~")
    guard rename("\(full)~", full) == 0 else { throw Mishap("cannot rename \(full)") }
    return place
  }
}
