import Crypto
import Testing

struct RandomTokenTests {
  @Test func aTokenHasTwoLowerCaseDigitsPerByte() {
    let token = RandomToken.hex(bytes: 16)
    #expect(token.utf8.count == 32)
    #expect(token.allSatisfy { "0123456789abcdef".contains($0) })
  }

  @Test func tokensDiffer() {
    #expect(Set((0..<100).map { _ in RandomToken.hex(bytes: 16) }).count == 100)
  }

  @Test(arguments: [0, 1, 20, 4096]) func asManyBytesComeAsAreAskedFor(count: Int) {
    #expect(RandomToken.bytes(count).count == count)
  }
}
