internal import SourceText

/// The name or number of a user or group on a host.
struct AccountName {
  let text: String

  init(_ text: String) throws(Malformed) {
    if text.contains(":") {
      throw Malformed("'\(text.shortened)' is not an account", hint: "a group has a key of its own: group:")
    }
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "+"):
        true
      default: byte >= 0x80
      }
    }
    guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 256 else {
      throw Malformed("'\(text.shortened)' is not an account", hint: "write the name of a user, such as app")
    }
    self.text = text
  }
}
