/// What new lines rely on that the text they were written for has, and the file has not.
///
/// Such a patch fits as text and still breaks the file: a function that was renamed, a module that is not imported, a
/// call with other arguments. Only what stands in the old text outside of the removed lines counts, so what a patch
/// brings itself, or what comes from elsewhere, is never missed.
enum MissingName {
  static func all(
    added: [ArraySlice<UInt8>], removed: [ArraySlice<UInt8>], old: [PatchText.Line], target: [PatchText.Line]
  ) -> [String] {
    let new = Uses(added)
    guard !new.isEmpty else { return [] }
    let gone = Uses(removed)
    let before = Uses(old.map(\.content), only: new)
    let now = Uses(target.map(\.content), only: new)
    func isMissed(_ key: Uses.Key) -> Bool {
      guard before[key] > gone[key], now[key] == 0 else { return false }
      switch key {
      case .name(let name): return NameScan.isDistinct(name)
      case .call(let name, _): return NameScan.isDistinct(name) && now.isCalled(name)
      case .path: return true
      case .module(let name): return new[.imported(name)] == 0 && now[.imported(name)] == 0
      case .imported: return false
      }
    }
    return new.keys.filter(isMissed).map(\.description).sorted()
  }
}

/// How often names are used in some lines.
private struct Uses {
  enum Key: Hashable {
    case name(ArraySlice<UInt8>)
    case call(ArraySlice<UInt8>, ArraySlice<UInt8>)
    case path(ArraySlice<UInt8>)
    case module(ArraySlice<UInt8>)
    case imported(ArraySlice<UInt8>)

    /// A word without which no line has it.
    var word: ArraySlice<UInt8> {
      switch self {
      case .name(let name), .call(let name, _), .module(let name): name
      case .path(let path), .imported(let path):
        path.drop { !LineKey.isWord($0) }.prefix(while: LineKey.isWord)
      }
    }

    var description: String {
      switch self {
      case .name(let name), .path(let name), .module(let name), .imported(let name):
        String(decoding: name, as: UTF8.self)
      case .call(let name, let argument):
        "\(String(decoding: name, as: UTF8.self))(\(String(decoding: argument, as: UTF8.self))"
      }
    }
  }

  private var counts: [Key: Int] = [:]
  private var called: Set<ArraySlice<UInt8>> = []

  /// Counts the uses in lines; with `only`, those that it has too.
  init(_ lines: [ArraySlice<UInt8>], only wanted: Uses? = nil) {
    func count(_ key: Key, _ uses: inout Uses) {
      if let wanted, wanted.counts[key] == nil { return }
      uses.counts[key, default: 0] += 1
    }
    let words = wanted.map { WordFilter($0.counts.keys.map(\.word)) }
    for line in lines {
      if let words, !words.touches(line) { continue }
      let scan = NameScan(line)
      for name in scan.names { count(.name(name), &self) }
      for path in scan.paths { count(.path(path), &self) }
      for call in scan.calls {
        count(.call(call.name, call.argument), &self)
        if wanted == nil || wanted?.called.contains(call.name) == true { called.insert(call.name) }
      }
      if wanted == nil {
        for module in scan.modules { count(.module(module), &self) }
      }
      if let imported = scan.imported {
        // What an import brings is counted as if the module were used there.
        if wanted == nil || wanted?.counts[.module(imported)] != nil {
          counts[.imported(imported), default: 0] += 1
          if wanted != nil { counts[.module(imported), default: 0] += 1 }
        }
      }
    }
  }

  var isEmpty: Bool { counts.isEmpty }
  var keys: [Key] { Array(counts.keys) }
  func isCalled(_ name: ArraySlice<UInt8>) -> Bool { called.contains(name) }
  subscript(key: Key) -> Int { counts[key] ?? 0 }
}
