import Crypto
import Testing

struct RedactionTests {
  private static let value = #"p'a$s "w\ö/r+d&"#
  private static let redaction = Redaction([Secret(Array(value.utf8))])

  private func shown(_ text: String) -> String { Self.redaction.redacted(text) }

  @Test(arguments: [
    #"p'a$s "w\ö/r+d&"#,
    #"p'\''a$s "w\ö/r+d&"#,
    #"p'"'"'a$s "w\ö/r+d&"#,
    #"p\'a\$s\ \"w\\ö/r+d\&"#,
    #"p'a\$s \"w\\ö/r+d&"#,
    #"p'a$s \"w\\ö/r+d&"#,
    #"p'a$s \"w\\ö\/r+d&"#,
    "p%27a%24s%20%22w%5C%C3%B6%2Fr%2Bd%26",
    "p%27a%24s+%22w%5c%c3%b6/r%2bd%26",
    "p&apos;a$s &quot;w\\ö/r+d&amp;",
    "p&#x27;a$s &quot;w\\ö/r+d&amp;",
    "cCdhJHMgIndcw7YvcitkJg==",
    "cCdhJHMgIndcw7YvcitkJg",
    "702761247320 22775cc3b62f722b6426".replacing(" ", with: ""),
    "702761247320 22775CC3B62F722B6426".replacing(" ", with: ""),
    #"p'a$s \"w\\\u00f6/r+d&"#,
  ])
  func eachWayToWriteItIsHidden(form: String) {
    #expect(shown("before \(form) after").hasPrefix("before •••"))
    #expect(shown("before \(form) after").hasSuffix(" after"))
    #expect(!shown("[\(form)]").contains("cCdh"))
  }

  @Test(arguments: ["", "u", "us", "user:", "\u{1}\u{2}\u{3}\u{4}"], ["", "\n", "@host"])
  func itIsFoundInTheBase64OfALongerText(before: String, after: String) {
    let text = Base64.encode(Array((before + Self.value + after).utf8), padded: true)
    let rest = shown(text).replacing("•••", with: "")
    // What is left are the characters that the neighbours have a part in.
    #expect(rest.count <= Base64.encode(Array((before + after).utf8), padded: true).count + 4, "\(rest)")
    #expect(shown(text).contains("•••"))
  }

  @Test func aSecretOfSeveralLinesIsHiddenLineByLine() {
    let key = Redaction([Secret(Array("-----BEGIN-----\nabcdefgh\nxyz\n-----END-----".utf8))])
    #expect(key.redacted("+-----BEGIN-----\n+abcdefgh\n+xyz\n") == "+•••\n+•••\n+xyz\n")
  }

  @Test(arguments: [60, 64, 76])
  func theLinesOfALongEncodingAreHidden(width: Int) {
    let value = Array(String(repeating: "a long secret, ", count: 12).utf8)
    let redaction = Redaction([Secret(value)])
    for encoding in [Base64.encode(value, padded: true), value.map { String($0, radix: 16) }.joined()] {
      let lines = stride(from: 0, to: encoding.utf8.count, by: width).map {
        String(decoding: Array(encoding.utf8).dropFirst($0).prefix(width), as: UTF8.self)
      }
      #expect(lines.dropLast().allSatisfy { redaction.redacted($0) == "•••" }, "\(lines)")
    }
  }

  @Test func aLongerSecretIsNotCutByAShorterOne() {
    let both = Redaction([Secret(Array("hunter".utf8)), Secret(Array("hunter22".utf8))])
    #expect(both.redacted("hunter22 hunter hunter2") == "••• ••• •••2")
    #expect(both.adding(Redaction([Secret(Array("other".utf8))])).redacted("other hunter") == "••• •••")
  }

  @Test func whatHoldsNoSecretIsLeftAlone() {
    #expect(shown("password") == "password")
    #expect(Redaction().redacted("anything") == "anything")
  }

  @Test func aSecretNeverPrintsItself() {
    let secret = Secret(Array("hunter22".utf8))
    #expect("\(secret) \(String(reflecting: secret)) \([secret])" == "••• ••• [•••]")
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(!dumped.contains("104"))
  }
}
