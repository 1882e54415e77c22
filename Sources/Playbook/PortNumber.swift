internal import SourceText

/// The number of a TCP port, 1 to 65535.
struct PortNumber {
  let value: Int

  init(_ text: String) throws(Malformed) {
    let isDecimal = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isDecimal, let number = Int(text), 1...65_535 ~= number else {
      throw Malformed("'\(text.shortened)' is not a port", hint: "ports are 1 to 65535")
    }
    value = number
  }
}
