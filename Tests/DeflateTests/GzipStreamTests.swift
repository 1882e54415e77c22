import Deflate
import Reactor
import TestSupport
import Testing

struct GzipStreamTests {
  private static let text = [UInt8]((0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 97) })
  private static let noise: [UInt8] = {
    var generator = SeededGenerator(seed: 7)
    return (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }()

  @Test(arguments: [["/bin/gzip"], ["/bin/busybox", "gzip"]])
  func gzipReadsWhatWasMadeOfPieces(_ gzip: [String]) async throws {
    var stream = GzipStream()
    var packed: [UInt8] = []
    var whole: [UInt8] = []
    for (piece, effort) in [
      ([], .usual), (Self.text, .usual), (Self.noise, .none), (Self.text, .usual), ([1], .none), ([2], .usual),
    ] as [([UInt8], GzipStream.Effort)] {
      packed += stream.add(piece, effort)
      whole += piece
    }
    packed += stream.finish()
    #expect(packed.count < Self.noise.count + 50_000)
    let result = try await Subprocess.run(
      gzip[0], gzip.dropFirst() + ["-dc"], stdin: packed, deadline: .now + .seconds(30))
    #expect(result.status == .exited(0))
    #expect(result.output == whole)
  }

  @Test func noiseIsNotWorthTheWork() {
    #expect(Shrinking.helps(Self.text))
    #expect(!Shrinking.helps(Self.noise))
    #expect(!Shrinking.helps([]))
  }
}
