import Testing
import Transaction

struct RuntimeTextTests {
  /// All parts of the runtime are one program, in which the last function of a name is the only one.
  @Test
  func noFunctionIsDefinedTwice() {
    let lines = String(decoding: Runtime.text, as: UTF8.self).split(separator: "\n")
    let names = lines.filter { $0.hasSuffix("() {") && $0.first?.isLetter == true }.map { $0.dropLast(4) }
    #expect(names.count > 100)
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.filter { $0.value > 1 }.keys.sorted() == [])
  }
}
