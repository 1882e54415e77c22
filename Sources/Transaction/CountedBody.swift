/// The body of a request: shell text that the host reads by its length.
///
/// It has no newline at its end, since a shell's `$(…)` takes that away, and then one that is cut short by only that could
/// not be told from a whole one.
struct CountedBody {
  let bytes: [UInt8]

  init(_ text: [UInt8]) { bytes = text.last == UInt8(ascii: "\n") ? text.dropLast() : text }

  /// The request with this body; what comes after its length are numbers that the request asks for.
  func request(_ name: String, _ rest: String...) -> [UInt8] {
    let words = [name, "\(bytes.count)"] + rest
    return Array("\(words.joined(separator: " "))\n".utf8) + bytes
  }
}
