import Crypto
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

struct ArchiveTests {
  private let files: [([UInt8], [UInt8])] = [
    (Array("plain".utf8), Array("text\n".utf8)), (Array("d/empty".utf8), []),
    (Array("d/".utf8) + Array(repeating: 120, count: 99), Array(repeating: 1, count: 511)),
    (Array("d/".utf8) + Array(repeating: 0xe9, count: 100), Array(repeating: 2, count: 512)),
    (Array("e/".utf8) + Array(repeating: 121, count: 255), Array(repeating: 3, count: 513)),
    (Array(String(repeating: "folder/", count: 60).utf8) + [10, 92, 39, 32], [0, 255]),
  ]

  @Test(arguments: [["/bin/tar"], ["/bin/busybox", "tar"]])
  func tarReadsEveryNameAndContent(_ tar: [String]) async throws {
    let folder = try Files.temporaryFolder("archive")
    defer { Files.remove(folder) }
    var archive = Archive()
    for (name, content) in files { archive.add(name, content) }
    let large = [UInt8]((0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
    let path = EntryPath(tree: .files, path: Array("large".utf8))
    let deferred = DeferredContent(size: large.count, hash: SHA256Digest(of: large)) { Array(large[$0]) }
    archive.add(Array("large".utf8), deferred, of: path)
    archive.close()
    #expect(archive.shipment.count % 512 == 0)
    var parcels = archive.shipment.parcels()
    var tape: [UInt8] = []
    while let parcel = try parcels.next() {
      #expect(parcel.count < 600_000)
      tape += parcel
    }
    let result = try await Subprocess.run(
      tar[0], tar.dropFirst() + ["-x", "-m", "-f", "-", "-C", folder], stdin: tape,
      deadline: .now + .seconds(30))
    #expect(result.status == .exited(0), "\(String(decoding: result.errorOutput, as: UTF8.self))")
    for (name, content) in files { #expect(try Files.read(Array("\(folder)/".utf8) + name) == content) }
    #expect(try Files.read(Array("\(folder)/large".utf8)) == large)
  }
}
