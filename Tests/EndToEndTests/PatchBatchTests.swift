import Deploy
import Glibc
import TestSupport
import Testing

/// `deployctl patch --batch`: lines of JSON in, lines of JSON out.
final class PatchBatchTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("first line\nsecond line\nthird line\n", to: "a.txt")
    try folder.write(
      "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n first line\n-second line\n+second changed\n third line\n",
      to: "fix.diff")
  }

  deinit { folder.remove() }

  private func batch(_ list: String) async throws -> Ending {
    try folder.write(list, to: "list")
    return try await Deployctl.run(["patch", "--batch", "list"], in: folder.path)
  }

  private func line(id: String, _ more: String = "") -> String {
    #"{"id": \#(id), "target": "a.txt", "diff": "fix.diff"\#(more)}"#
  }

  /// The id comes back as it was read, so it shows what the reader and the writer make of a value.
  @Test(arguments: [
    ("null", "null"), ("true", "true"), (" [ ] ", "[]"), ("{}", "{}"), ("-0", "-0"), ("12.50e+3", "12.50e+3"),
    ("1e999", "1e999"), ("123456789012345678901234567890", "123456789012345678901234567890"),
    (#"{"a":[1,{"b":null}],"a":2}"#, #"{"a": [1, {"b": null}], "a": 2}"#),
    (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#), (#""\u0041\u00e9\u20ac""#, "\"Aé€\""),
    (#""\ud83d\ude00""#, "\"😀\""), ("\"😀\"", "\"😀\""), (#""\u0000\u001f\u007f\u2028""#, #""\u0000\u001f\u007f\u2028""#),
    (String(repeating: "[", count: 62) + String(repeating: "]", count: 62), nil as String?),
  ])
  func valuesComeBack(_ written: String, _ read: String?) async throws {
    let ending = try await batch(line(id: written))
    #expect(ending.code == .done, "\(ending)")
    #expect(ending.output.hasPrefix("{\"id\": \(read ?? written), \"state\": \"applies\", "), "\(ending)")
  }

  @Test(arguments: [
    ("01", "no value of JSON: '01'"), ("1.", "no value of JSON"), (".5", "no value of JSON"),
    ("+1", "no value of JSON"),
    ("0x10", "no value of JSON"), ("-inf", "no value of JSON"), ("nan", "no value of JSON"), ("1e", "no value of JSON"),
    ("truth", "no value of JSON"), ("", "no value of JSON"), (#""\x""#, "no such escape"),
    (#""\u12""#, "four digits are missing"), (#""\u+123""#, "four digits are missing"),
    (#""\ud83d""#, "half of a pair of surrogates"), (#""\ude00""#, "half of a pair of surrogates"),
    (#""\ud83d\u0041""#, "half of a pair of surrogates"), (#""\ud83d\n""#, "half of a pair of surrogates"),
    ("\"a\tb\"", "a control character in a string"), ("[1 2]", "a ']' is missing"), ("[1,]", "no value of JSON"),
    ("{1:2}", "a name in quotes is missing"), (#"{"a" 2}"#, "a ':' is missing"), (#"{"a":2,}"#, "a name in quotes"),
    (String(repeating: "[", count: 100_000), "more than 64 values inside each other"),
  ])
  func whatIsNoJSONIsRefusedWithItsPlace(_ written: String, _ message: String) async throws {
    let ending = try await batch(line(id: "1") + "\n\n" + line(id: written) + "\n")
    #expect(ending.code == .usage, "\(ending.status)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.hasPrefix("error: list:3:"), "\(ending.errors.prefix(300))")
    #expect(ending.errors.contains(message), "\(ending.errors.prefix(300))")
  }

  @Test func bytesThatAreNoUTF8AreRefused() async throws {
    let (start, end) = (#"{"id": ""#, #"", "target": "a.txt", "diff": "fix.diff"}"#)
    try folder.write(Array(start.utf8) + [0xff, 0xc0, 0x80] + Array(end.utf8), to: "list")
    let ending = try await Deployctl.run(["patch", "--batch", "list"], in: folder.path)
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("a string is not UTF-8"), "\(ending)")
  }

  @Test(arguments: [
    (#"{"target": "a.txt"}"#, "list:1: 'target' is needed, and 'diff' or 'find' with 'replace'"),
    (#"["a.txt"]"#, "list:1: 'target' is needed, and 'diff' or 'find' with 'replace'"),
    (#"{"target": "a.txt", "find": "x"}"#, "list:1: 'target' is needed, and 'diff' or 'find' with 'replace'"),
    (
      #"{"target": "a.txt", "diff": "fix.diff", "find": "x", "replace": "y"}"#,
      "list:1: 'target' is needed, and 'diff' or 'find' with 'replace'"
    ),
    (#"{"target": 7, "diff": "fix.diff"}"#, "list:1: 'target' is not a string"),
    (#"{"target": "a.txt\u0000b", "diff": "fix.diff"}"#, "list:1: 'target' holds a zero byte"),
    (#"{"target": "a.txt", "diff": "fix.diff"} x"#, "list:1:41: something behind the value"),
    (#"{"target": "a.txt", "diff": "fix.di"#, "list:1:36: a string has no end"),
  ])
  func aLineThatNamesNoCaseStopsTheListBeforeItsFirst(_ written: String, _ message: String) async throws {
    let ending = try await batch(written + "\n" + line(id: "2", #", "out": "out.txt""#) + "\n")
    #expect(ending.code == .usage)
    #expect(ending.errors.contains(message), "\(ending)")
    #expect(ending.output.isEmpty)
    #expect(!Files.exists(folder.path("out.txt")))
  }

  /// What one case cannot read is its own matter.
  @Test(arguments: [
    (#""target": "none", "diff": "fix.diff""#, "none: No such file or directory"),
    (#""target": "a.txt", "diff": "none""#, "none: No such file or directory"),
    (#""target": "a.txt", "diff": "a.txt""#, "a.txt:1: no diff in it"),
    (#""target": "a.txt", "find": ":[", "replace": "x""#, "'find': "),
    (#""target": ".", "diff": "fix.diff""#, ".: Is a directory"),
    (#""target": "a.txt", "diff": "fix.diff", "base": "none""#, "none: No such file or directory"),
    (#""target": "a.txt", "diff": "fix.diff", "out": "a.txt/out""#, "a.txt/out: Not a directory"),
  ])
  func aCaseThatCannotBeReadSaysSoAndTheOthersGoOn(_ members: String, _ message: String) async throws {
    let ending = try await batch("{\"id\": \"one\", \(members)}\n" + line(id: "2", #", "out": "out.txt""#) + "\n")
    #expect(ending.code == .usage)
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first.map { $0.hasPrefix(#"{"id": "one", "state": "error", "error": ""#) } == true, "\(ending)")
    #expect(lines.first.map { $0.contains(message) } == true, "\(ending)")
    #expect(lines.last.map { $0.hasPrefix(#"{"id": 2, "state": "applies", "tier": "#) } == true, "\(ending)")
    #expect(try folder.read("out.txt") == "first line\nsecond changed\nthird line\n")
    #expect(try folder.read("a.txt") == "first line\nsecond line\nthird line\n")
  }

  @Test(arguments: [["--check"], ["--reverse"], ["--base", "a.txt"], ["-o", "out.txt"], ["-p", "2"]])
  func whatTheListSaysIsNotSaidByOptions(_ option: [String]) async throws {
    try folder.write(line(id: "1", #", "out": "out.txt""#) + "\n", to: "list")
    let ending = try await Deployctl.run(["patch", "--batch", "list"] + option, in: folder.path)
    #expect(ending.code == .usage)
    #expect(ending.errors.contains("does not go with --batch"), "\(ending)")
    #expect(!Files.exists(folder.path("out.txt")))
  }

  @Test func aChangeOfTheModeAloneIsNoCase() async throws {
    try folder.write("diff --git a/a.txt b/a.txt\nold mode 100644\nnew mode 100755\n", to: "fix.diff")
    let ending = try await batch(line(id: "1", #", "out": "out.txt""#) + "\n")
    #expect(ending.code == .usage)
    #expect(ending.output.contains("a name or a mode only"), "\(ending)")
    #expect(!Files.exists(folder.path("out.txt")))
  }

  @Test(arguments: [
    ("", "applies", "first line\nsecond changed\nthird line\n"), (#", "within": "none""#, "drifted", nil),
  ])
  func aTemplateIsACaseToo(_ more: String, _ state: String, _ result: String?) async throws {
    let edit = #""find": "second :[what]", "replace": "second changed""#
    let ending = try await batch(#"{"id": 1, "target": "a.txt", \#(edit), "out": "out.txt"\#(more)}"#)
    #expect(ending.output.hasPrefix(#"{"id": 1, "state": "\#(state)""#), "\(ending)")
    let isWritten = access(folder.path("out.txt"), F_OK) == 0
    #expect(try (isWritten ? folder.read("out.txt") : nil) == result)
  }
}
