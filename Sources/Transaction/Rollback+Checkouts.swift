extension Rollback {
  /// One step for each checkout that the undone runs moved: to where it was before the oldest of them.
  static func checkouts(_ undone: [Undone]) -> [Script.Step] {
    var order: [[UInt8]] = []
    var acts: [[UInt8]: [(run: Undone, moved: Undoing.Moved)]] = [:]
    for run in undone.reversed() {
      for moved in run.commands.moved {
        if acts[moved.folder] == nil { order.append(moved.folder) }
        acts[moved.folder, default: []].append((run, moved))
      }
    }
    return order.compactMap { folder in
      guard let list = acts[folder], let newest = list.first, let oldest = list.last else { return nil }
      // Where a stuck run left it nobody knows.
      let expected = newest.run.isStuck ? [] : newest.moved.commit
      let words: [ShellWord] =
        [ShellWord(folder), newest.moved.seconds, ShellWord(expected)]
        + list.flatMap { [ShellWord($0.run.manifest.run.name), ShellWord($0.moved.act)] }
      return oldest.moved.step.with(verbs: [.checkoutBack(words)])
    }
  }
}
