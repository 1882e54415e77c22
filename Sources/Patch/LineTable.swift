/// Lines as numbers that are cheap to compare.
struct LineTable {
  private var raw = ByteNumbers()
  private var keys = ByteNumbers()
  /// For each content, the number of its key.
  private var keyOfRaw: [Int] = []
  /// For each content, the one that followed it first; -1 for none.
  private var followers: [Int] = []
  /// For each key, how many letters and digits it has, which says how much an equal line means; -1 for a blank one.
  private var words: [Int] = []

  /// The numbers of a text's lines.
  struct Numbers {
    /// Equal for lines with equal bytes, endings aside.
    var raw: [Int] = []
    /// Equal for lines that differ in formatting only.
    var keys: [Int] = []

    var count: Int { keys.count }
  }

  mutating func numbers(of lines: some Collection<PatchText.Line>) -> Numbers {
    var numbers = Numbers()
    numbers.raw.reserveCapacity(lines.count)
    numbers.keys.reserveCapacity(lines.count)
    var last = -1
    for line in lines {
      let number = number(of: line.content, after: last)
      last = number
      numbers.raw.append(number)
      numbers.keys.append(keyOfRaw[number])
    }
    return numbers
  }

  private mutating func number(of content: ArraySlice<UInt8>, after last: Int) -> Int {
    let number = content.withUnsafeBytes { bytes in
      // Texts that are compared have most lines in the same order, so the next one is guessed before it is looked up.
      if last >= 0, followers[last] >= 0, raw.isString(followers[last], bytes) { return followers[last] }
      return raw.number(of: bytes)
    }
    if last >= 0, followers[last] < 0 { followers[last] = number }
    guard number == keyOfRaw.count else { return number }
    let key = LineKey.of(content)
    let known = key.withUnsafeBytes { keys.number(of: $0) }
    keyOfRaw.append(known)
    followers.append(-1)
    if known == words.count { words.append(key.isEmpty ? -1 : key.count(where: LineKey.isWord)) }
    return number
  }

  /// The numbers of lines that all have one.
  func known(_ lines: [PatchText.Line]) -> Numbers? {
    var numbers = Numbers()
    for line in lines {
      guard let number = knownRaw(line.content) else { return nil }
      numbers.raw.append(number)
      numbers.keys.append(keyOfRaw[number])
    }
    return numbers
  }

  func knownRaw(_ content: ArraySlice<UInt8>) -> Int? { content.withUnsafeBytes { raw.known($0) } }

  /// How many contents there are.
  var count: Int { raw.count }

  /// Letters and digits of each key's lines, or of each content's; -1 for blank ones.
  var wordsOfKeys: [Int] { words }
  var wordsOfRaw: [Int] { keyOfRaw.map { words[$0] } }
}
