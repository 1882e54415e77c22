import Reactor
import TestSupport
import Testing
import Transaction

struct ShellWordTests {
  /// Every byte alone, every pair of the marks that shells know, and random strings.
  private static let values: [[UInt8]] = {
    let marks = Array("'\"\\$`!*?[]{}()<>|&;#~= \t\n\r-\u{7f}N".utf8) + [0x80, 0x81, 0x88, 0xff]
    var values: [[UInt8]] = [[]] + (1...255).map { [$0] }
    for first in marks { values += marks.map { [first, $0] } }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      values.append((0..<Int.random(in: 1...60, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) })
    }
    return values
  }()

  @Test(arguments: [["/bin/dash"], ["/bin/bash"], ["/bin/mksh"], ["/bin/busybox", "sh"]])
  func everyShellReadsTheValueOfAWord(_ shell: [String]) async throws {
    let folder = try ScratchFolder()
    defer { Files.remove(folder.path) }
    let expected: [UInt8] = Array(Self.values.map { $0 + [1] }.joined())
    // One process for all words: what the shell passes on is what it read.
    var script = Array("LC_ALL=C\nN='\n'\nset --\n".utf8)
    for value in Self.values { script += Array("set -- \"$@\" ".utf8) + ShellWord(value).text + [10] }
    script += Array("/usr/bin/printf '%s\\001' \"$@\"\n".utf8)
    try Files.write(script, to: Array("\(folder.path)/script".utf8))
    let result = try await Subprocess.run(
      shell[0], shell.dropFirst() + ["\(folder.path)/script"], deadline: .now + .seconds(60))
    #expect(result.status == .exited(0))
    #expect(result.output == expected)
  }

  @Test func aLineIsReadBackAsItWasWritten() {
    for value in Self.values {
      let line = ShellLine(["verb", ShellWord(value), ShellWord(value)])
      #expect(!line.text.contains(10))
      #expect(ShellLine.values(of: line.text) == [Array("verb".utf8), value, value])
    }
  }

  @Test(arguments: ["a $b", "a `b`", "a;b", "a 'b", "a \"b\"", "a b\\", "a >b", "a *"])
  func whatOnlyAShellCanReadIsRefused(_ line: String) {
    #expect(ShellLine.values(of: Array(line.utf8)) == nil)
  }
}
