/// What people add to a file's name when they keep a copy of it: `.bak`, `~`, `.orig`, `.20260202_060240`.
enum BackupSuffix {
  private static let words: Set<String> = ["bak", "backup", "back", "orig", "old", "save", "saved", "prev"]

  /// The names that the file may have had, the longest first: the name itself, then without one suffix after the other.
  static func origins(of name: String) -> [String] {
    var origins = [name]
    while let shorter = stripped(origins[origins.count - 1]) { origins.append(shorter) }
    return origins
  }

  private static func stripped(_ name: String) -> String? {
    let shorter: Substring
    if name.hasSuffix("~") {
      shorter = name.dropLast()
    } else {
      guard let cut = name.lastIndex(where: { "._-".contains($0) }) else { return nil }
      guard isSuffix(name[name.index(after: cut)...]) else { return nil }
      shorter = name[..<cut]
    }
    return shorter.allSatisfy { "._-~".contains($0) } ? nil : String(shorter)
  }

  /// A word for a copy, perhaps with a number, or the digits of a day or a time.
  private static func isSuffix(_ word: Substring) -> Bool {
    let isNumber = !word.isEmpty && word.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    if isNumber { return 6...14 ~= word.count }
    let letters = word.lowercased().prefix { !$0.isNumber }
    return words.contains(String(letters)) && word.dropFirst(letters.count).allSatisfy(\.isNumber)
  }
}
