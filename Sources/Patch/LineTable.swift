/// Lines as numbers that are cheap to compare.
struct LineTable {
  private var raw: [Content: Int] = [:]
  private var keys: [Content: Int] = [:]
  /// For each content, the number of its key.
  private var keyOfRaw: [Int] = []
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

  mutating func numbers(of lines: some Sequence<PatchText.Line>) -> Numbers {
    var numbers = Numbers()
    for line in lines {
      let number = number(of: line.content)
      numbers.raw.append(number)
      numbers.keys.append(keyOfRaw[number])
    }
    return numbers
  }

  private mutating func number(of content: ArraySlice<UInt8>) -> Int {
    if let known = raw[Content(bytes: content)] { return known }
    let number = keyOfRaw.count
    raw[Content(bytes: content)] = number
    let key = LineKey.of(content)[...]
    if let known = keys[Content(bytes: key)] {
      keyOfRaw.append(known)
    } else {
      keys[Content(bytes: key)] = words.count
      keyOfRaw.append(words.count)
      words.append(key.isEmpty ? -1 : key.count(where: LineKey.isWord))
    }
    return number
  }

  /// Letters and digits of each key's lines, or of each content's; -1 for blank ones.
  var wordsOfKeys: [Int] { words }
  var wordsOfRaw: [Int] { keyOfRaw.map { words[$0] } }

  private struct Content: Hashable {
    let bytes: ArraySlice<UInt8>

    static func == (one: Content, other: Content) -> Bool { one.bytes.isSame(as: other.bytes) }

    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }
}
