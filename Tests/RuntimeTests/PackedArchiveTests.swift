import Connection
import Deploy
import Plan
import Reactor
import TestSupport
import Testing
import Transaction

/// Archives that travel in counted pieces, of which each may be a gzip file.
struct PackedArchiveTests {
  /// Digits get half as large, so that more than one piece is sent.
  private static let digits: [UInt8] = {
    var generator = SeededGenerator(seed: 11)
    return (0..<3_000_000).map { _ in UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &generator) }
  }()

  private func work(_ workshop: Workshop) throws -> Work {
    var work = Work(workshop)
    work.maySendPacked = true
    try work.add(Array("a".utf8), Self.digits)
    try work.add(Array("b c".utf8), Array("text\n".utf8))
    work.putAll()
    return work
  }

  @Test(arguments: Shell.allCases)
  func theyAreInstalledAsOthers(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a")
    let work = try work(workshop)
    let request = try work.request
    #expect(String(decoding: request.prefix(60), as: UTF8.self).contains(" pieces "))
    #expect(request.count < 1_700_000)
    let ending = try await work.carryOut()
    #expect(ending.state == .committed, "\(ending)")
    #expect(try Files.read(Array("\(workshop.root)/a".utf8)) == Self.digits)
    #expect(try workshop.read("b c") == "text\n")
  }

  @Test(arguments: Shell.allCases)
  func damagedOnesAreRefused(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    try workshop.write("old\n", to: "a")
    let request = try work(workshop).request
    // From the end: gzip's length, its checksum, and the last file's place.
    for place in [5, 9, 400, 5000] {
      var damaged = request
      damaged[damaged.count - place] ^= 0x10
      let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
      guard case .refused(let replies) = try await session.ask(damaged) else {
        Issue.record("damaged \(place) bytes before the end, and prepared")
        continue
      }
      let reasons = replies.map(\.text).filter { $0.hasPrefix("cannot unpack: ") }
      #expect(reasons.contains { $0.count > "cannot unpack: ".count }, "\(replies)")
      await session.close()
      #expect(Files.names(in: Array(workshop.backups.utf8))?.isEmpty ?? true)
    }
    #expect(try workshop.read("a") == "old\n")
  }

  @Test(arguments: Shell.allCases)
  func cutOnesLeaveNothing(under shell: Shell) async throws {
    let workshop = try await Workshop(shell)
    let request = try work(workshop).request
    let bootstrap = Bootstrap(token: "0123456789ab", become: nil, shell: workshop.shell)
    for end in [request.count - 1, request.count - 2, request.count - 3, 1_048_576, 200_000] {
      _ = try await Subprocess.run(
        "/bin/sh", ["-c", "cd \(workshop.root) && \(bootstrap.command)"],
        stdin: bootstrap.program + request[..<end], deadline: .now + .seconds(180))
      #expect(!Files.exists(workshop.set), "cut at \(end) of \(request.count)")
      #expect(!Files.existsAsLink("\(workshop.backups)/.lock"))
    }
    #expect(try await workshop.processesThatStay() == [])
  }

  @Test func whatGetsNoSmallerTravelsAsItIs() async throws {
    let workshop = try await Workshop(.dash)
    var generator = SeededGenerator(seed: 12)
    let noise = (0..<4_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var work = Work(workshop)
    work.maySendPacked = true
    try work.add(Array("a".utf8), noise)
    work.putAll()
    let request = try work.request
    #expect(!String(decoding: request.prefix(60), as: UTF8.self).contains(" pieces "))
  }

  /// What is told of each parcel decides about the next one; the host can read whatever comes of it.
  @Test(arguments: [0.0, 30.0]) func aFastLineGetsThemAsTheyAre(secondsSent: Double) async throws {
    let workshop = try await Workshop(.dash)
    try workshop.write("old\n", to: "a")
    var parcels = try work(workshop).shipment.parcels()
    var request: [UInt8] = []
    while let parcel = try parcels.next() {
      request += parcel
      parcels.note(made: .seconds(1), sent: .seconds(secondsSent))
    }
    // What is known is known after the first parcel.
    let isLonger = try request.count > work(workshop).request.count + 200_000
    #expect(isLonger == (secondsSent == 0))
    let session = try await Session(LocalConnection(), become: nil, shell: workshop.shell)
    guard case .done(let replies) = try await session.ask(request) else {
      Issue.record("refused")
      return
    }
    #expect(replies.contains { $0.words.first == "prepared" })
    #expect(try Files.read(Array("\(workshop.set)/new/files/a".utf8)) == Self.digits)
    await session.close()
  }
}
