package import Plan

/// A tar archive: the payload of a prepare request.
///
/// Names longer than a header's field go into a GNU long-name record, which GNU tar and busybox both read as raw bytes.
package struct Archive: Sendable {
  package private(set) var shipment = Shipment()

  package init() {}

  /// Owner and mode are given to staged files by verbs of the script; until then they are private.
  package mutating func add(_ name: [UInt8], _ content: [UInt8], isProgram: Bool = false) {
    addHeader(name, size: content.count, mode: isProgram ? 0o700 : 0o600, type: "0")
    shipment.add(content)
    pad(content.count)
  }

  package mutating func add(_ name: String, _ content: [UInt8], isProgram: Bool = false) {
    add(Array(name.utf8), content, isProgram: isProgram)
  }

  package mutating func add(link name: [UInt8], to target: [UInt8]) {
    if target.count > 100 { addLong(target, type: "K") }
    addHeader(name, size: 0, mode: 0o777, type: "2", target: Array(target.prefix(100)))
  }

  package mutating func add(folder name: [UInt8]) {
    let name = name + [UInt8(ascii: "/")]
    addHeader(name, size: 0, mode: 0o700, type: "5")
  }

  /// A content that is read when the archive is sent.
  package mutating func add(_ name: [UInt8], _ content: DeferredContent, of path: EntryPath) {
    addHeader(name, size: content.size, mode: 0o600, type: "0")
    shipment.add(content, of: path)
    pad(content.size)
  }

  package mutating func close() { shipment.add([UInt8](repeating: 0, count: 1024)) }

  private mutating func addLong(_ text: [UInt8], type: Character) {
    addHeader(Array("././@LongLink".utf8), size: text.count + 1, mode: 0o600, type: type)
    shipment.add(text + [0])
    pad(text.count + 1)
  }

  private mutating func pad(_ size: Int) {
    shipment.add([UInt8](repeating: 0, count: (512 - size % 512) % 512))
  }

  private mutating func addHeader(_ whole: [UInt8], size: Int, mode: Int, type: Character, target: [UInt8] = []) {
    if whole.count > 100 { addLong(whole, type: "L") }
    let name = whole.prefix(100)
    var header = [UInt8](repeating: 0, count: 512)
    header.replaceSubrange(0..<name.count, with: name)
    header.set(mode, at: 100, digits: 7)
    header.set(0, at: 108, digits: 7)
    header.set(0, at: 116, digits: 7)
    header.set(size, at: 124, digits: 11)
    header.set(0, at: 136, digits: 11)
    header.replaceSubrange(148..<156, with: [UInt8](repeating: UInt8(ascii: " "), count: 8))
    header[156] = type.asciiValue ?? 0
    header.replaceSubrange(157..<(157 + target.count), with: target)
    header.replaceSubrange(257..<265, with: "ustar  \0".utf8)
    header.set(header.reduce(0) { $0 + Int($1) }, at: 148, digits: 6)
    header[154] = 0
    header[155] = UInt8(ascii: " ")
    shipment.add(header)
  }
}

extension [UInt8] {
  /// A number as octal digits; one that is too large for them in GNU's base-256 form.
  fileprivate mutating func set(_ number: Int, at offset: Int, digits: Int) {
    let octal = String(number, radix: 8)
    if octal.utf8.count <= digits {
      let padded = String(repeating: "0", count: digits - octal.utf8.count) + octal
      replaceSubrange(offset..<(offset + digits), with: padded.utf8)
    } else {
      self[offset] = 0x80
      for place in 0..<digits { self[offset + digits - place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
    }
  }
}
