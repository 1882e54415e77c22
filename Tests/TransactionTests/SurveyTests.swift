import Crypto
import Plan
import Playbook
import SourceText
import Testing
import Transaction

/// What is made of the lists in which a host tells what lies in a large folder.
struct SurveyTests {
  private static let count = Survey.leastPaths

  private static let names = (0..<count).map { "f\($0)" }

  private static func content(_ name: String) -> [UInt8] { Array("content of \(name)\n".utf8) }

  /// What has still to be asked once a host told these lines.
  private func found(stats: [String], sums: [String]) throws -> Questions {
    let entries = Self.names.map { FolderListing.Entry(name: Array($0.utf8), kind: .file) }
    let text = "playbook: p\nhosts: h\nroot: /srv/app\nsteps:\n  - copy: { from: app, to: site }\n"
    let target = try Playbook.read(
      SourceText(name: "p.yml", text: text), inventory: nil, choices: Choices(listing: { _ in .entries(entries) })
    ) { _ in .directory }.targets[0]
    let sources = Sources(
      uniqueKeysWithValues: Self.names.map {
        ("app/\($0)", SourceFile(bytes: Self.content($0), isExecutable: false))
      })
    let questions = Plan.questions(for: target, sources: [:])
    #expect(questions.surveys.first?.names.count == Self.count)
    func replies(_ kind: String, _ lines: [String]) -> [Reply] {
      // Pieces of a few lines each, as a host would send larger ones.
      stride(from: 0, to: lines.count, by: 7).map { start in
        let piece = lines[start..<min(start + 7, lines.count)].map { "\($0)\n" }.joined()
        return Reply(words: [kind, "0"], body: Array(piece.utf8))
      }
    }
    // Those of both kinds come in turn.
    let (one, other) = (replies("stats", stats), replies("sums", sums))
    let mixed = (0..<max(one.count, other.count)).flatMap { index in
      [one, other].compactMap { $0.indices.contains(index) ? $0[index] : nil }
    }
    let facts = try ProbeRequest(questions).facts(
      from: [
        Reply(words: ["root", "entered"], body: Array("/srv/app".utf8)), Reply(words: ["user", "0", "0"]),
      ] + mixed)
    var known = Found()
    known.add(facts, for: target, sources)
    return Plan.questions(for: target, sources: sources, known: known)
  }

  private func stat(_ name: String) -> String {
    "regular file|644:0:0:\(Self.content(name).count):1700000000||\(name)"
  }

  private func sum(_ name: String) -> String { "\(SHA256Digest(of: Self.content(name)))  \(name)" }

  /// The files that are still asked about.
  private func left(_ questions: Questions) -> [String] {
    questions.order.filter { $0.description.hasPrefix("site/") }.map { String($0.description.dropFirst(5)) }
  }

  /// What two tools say that have every other file each, one after the other.
  private func inTwoRows(_ lines: [String]) -> [String] {
    lines.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      + lines.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  @Test func whatIsAsWantedIsNotAskedAboutAnyMore() throws {
    let (stats, sums) = (Self.names.map(stat), Self.names.map(sum))
    #expect(left(try found(stats: stats, sums: sums)).isEmpty)
    // All of the one list before the other, as hosts send those that they had to hash.
    let before = Array(repeating: "", count: stats.count)
    #expect(left(try found(stats: stats, sums: before + inTwoRows(sums))).isEmpty)
  }

  @Test func onlyWhatIsOtherwiseOrWasNotToldIsAskedAbout() throws {
    let stats = Self.names.filter { $0 != "f5" }.map(stat)
    let sums = Self.names.filter { $0 != "f5" && $0 != "f7" }.map { name in
      name == "f8" ? sum("f80").replacing("  f80", with: "  f8") : sum(name)
    }
    let before = Array(repeating: "", count: stats.count)
    #expect(left(try found(stats: stats, sums: before + inTwoRows(sums))) == ["f5", "f7", "f8"])
  }

  @Test func aHostThatTellsOtherNamesIsAskedAboutEach() throws {
    let questions = try found(
      stats: (0..<100).map { stat("g\($0)") } + Self.names.map(stat), sums: Self.names.map(sum))
    #expect(left(questions).count == Self.count)
  }
}
