/// Byte strings with a number each, equal ones with the same, counted from 0.
///
/// All bytes lie in one array: a dictionary of slices spends its time on counting references and on a hash made for
/// keys of other kinds.
struct ByteNumbers {
  private var bytes: [UInt8] = []
  /// Where each string ends in `bytes`.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Open addressing: the number of a string, or -1.
  private var slots = [Int](repeating: -1, count: 64)

  var count: Int { ends.count }

  /// The number of a string, which may be a new one.
  mutating func number(of string: UnsafeRawBufferPointer) -> Int {
    let hash = Self.hash(string)
    let slot = slot(of: string, hash)
    if slots[slot] >= 0 { return slots[slot] }
    let number = ends.count
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = number
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The number of a string; nil if it has none.
  func known(_ string: UnsafeRawBufferPointer) -> Int? {
    let number = slots[slot(of: string, Self.hash(string))]
    return number < 0 ? nil : number
  }

  private func slot(of string: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0, hashes[slots[slot]] != hash || !isString(slots[slot], string) { slot = (slot + 1) & mask }
    return slot
  }

  /// Whether a number is that of a string.
  func isString(_ number: Int, _ string: UnsafeRawBufferPointer) -> Bool {
    let start = number > 0 ? ends[number - 1] : 0
    let count = string.count
    guard ends[number] - start == count else { return false }
    return bytes.withUnsafeBytes { bytes in
      // Eight at a time: a comparison of two sequences goes byte by byte.
      var index = 0
      while index + 8 <= count {
        let one = bytes.loadUnaligned(fromByteOffset: start + index, as: UInt64.self)
        guard one == string.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
        index += 8
      }
      while index < count {
        guard bytes[start + index] == string[index] else { return false }
        index += 1
      }
      return true
    }
  }

  private mutating func grow() {
    slots = [Int](repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = number
    }
  }

  /// Other ones in each process, so that no file can be made of lines that share one.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  private static func hash(_ string: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed ^ UInt64(string.count)
    var index = 0
    while index + 8 <= string.count {
      hash = mixed(hash ^ string.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < string.count {
      rest = rest << 8 | UInt64(string[index])
      index += 1
    }
    return mixed(hash ^ rest)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    return product.high ^ product.low
  }
}
