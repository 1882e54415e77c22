import KnownHosts
import Testing

@testable import SSH

@Suite struct KnownHostsShelfTests {
  private let shelf = KnownHostsShelf()

  private func line(_ host: String, key: [UInt8]) -> KnownHostsFile {
    KnownHostsFile(
      name: "/k", bytes: Array(KnownHostsLine.text(host: host, port: 22, key: key, hashedWithSalt: nil).utf8))
  }

  private static let key: [UInt8] =
    [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32] + [UInt8](repeating: 7, count: 32)

  @Test func whatWasAddedMeanwhileIsSeen() {
    #expect(shelf.hosts(in: [line("other", key: Self.key)]).keyTypes(host: "lms", port: 22) == [])
    #expect(shelf.hosts(in: [line("lms", key: Self.key)]).keyTypes(host: "lms", port: 22) == ["ssh-ed25519"])
    #expect(shelf.hosts(in: [line("lms", key: Self.key)]).keyTypes(host: "lms", port: 22) == ["ssh-ed25519"])
    #expect(shelf.hosts(in: [line("other", key: Self.key)]).keyTypes(host: "lms", port: 22) == [])
  }

  @Test func theFilesOfOneHostAreNotThoseOfAnother() {
    let (mine, theirs) = (line("lms", key: Self.key), KnownHostsFile(name: "/none", bytes: []))
    #expect(shelf.hosts(in: [mine]).place(host: "lms", port: 22) == "/k:1")
    #expect(shelf.hosts(in: [theirs]).place(host: "lms", port: 22) == nil)
    #expect(shelf.hosts(in: []).place(host: "lms", port: 22) == nil)
    #expect(shelf.hosts(in: [theirs, mine]).place(host: "lms", port: 22) == "/k:1")
  }
}
