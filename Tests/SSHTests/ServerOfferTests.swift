import Testing

@testable import SSH

@Suite struct ServerOfferTests {
  private static let lists = ["a,b", "ssh-rsa", "c1", "c2", "m1", "m2", "none", "none", "", ""]

  private static func packet(_ lists: [String] = lists) -> [UInt8] {
    var content = WireWriter()
    content.byte(6)
    content.byte(20)
    for _ in 0..<16 { content.byte(0) }
    for list in lists { content.string(Array(list.utf8)) }
    for _ in 0..<11 { content.byte(0) }
    var packet = WireWriter()
    packet.string(content.bytes)
    return packet.bytes
  }

  @Test func theListsStandBehindTheVersionWhateverStandsBeforeIt() throws {
    let words = Array("welcome\r\nto SSH-land\r\nSSH-2.0-test\r\n".utf8) + Self.packet() + [1, 2, 3]
    let offer = try #require(ServerOffer(firstWords: words))
    #expect(
      offer.lists == [
        .keyExchange: [["a", "b"]], .hostKey: [["ssh-rsa"]], .cipher: [["c1"], ["c2"]], .mac: [["m1"], ["m2"]],
      ])
  }

  @Test func whatIsCutShortIsNoOffer() {
    let words = Array("SSH-2.0-test\r\n".utf8) + Self.packet()
    for count in 0..<words.count { #expect(ServerOffer(firstWords: Array(words[..<count])) == nil) }
    #expect(ServerOffer(firstWords: Array("SSH-2.0-test\r\n".utf8) + Self.packet(["a"])) == nil)
  }
}
