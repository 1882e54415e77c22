import Crypto
import Plan
import Playbook
import Testing
import Transaction

struct ManifestTests {
  private let manifest: Manifest = {
    let attributes = Attributes(mode: FileMode(bits: 0o4755), owner: 0, group: 4321)
    let file = FileState.file(attributes, size: 3, hash: SHA256Digest(of: [1, 2, 3]), modified: -5)
    let names: [[UInt8]] = [[0xff, 10, 39], Array("-rf $(x)".utf8), Array("a:b".utf8)]
    return Manifest(
      run: RunID("x_20260202_060240"), root: [47, 10, 32], by: "a@b", undoes: [RunID("y"), RunID("z")],
      entries: names.enumerated().map { index, name in
        Manifest.Entry(
          path: EntryPath(tree: index == 0 ? .system : .files, folder: name, name: name),
          old: index == 1 ? .absent : file,
          new: index == 2 ? .directory(attributes, modified: 7) : .absent)
      })
  }()

  @Test func itIsReadBackAsItWasWritten() throws {
    let read = try #require(Manifest(manifest.text))
    #expect(read.run == manifest.run)
    #expect(read.root == manifest.root)
    #expect(read.by == manifest.by)
    #expect(read.undoes == manifest.undoes)
    #expect(read.entries == manifest.entries)
  }

  @Test func theWaysAreReadBackAndRaiseTheFormat() throws {
    let folders =
      ["d", "."].map { EntryPath(tree: .files, path: Array($0.utf8)) } + [EntryPath(tree: .system, path: [])]
    let ways: [Way] = [
      .inPlace, .beside(folders[0]), .rename, .beside(folders[1]), .beside(folders[0]), .beside(folders[2]),
    ]
    let entries = ways.enumerated().map { index, way in
      Manifest.Entry(
        path: EntryPath(tree: .files, path: Array("d/\(index)".utf8)), old: manifest.entries[0].old, new: .absent,
        way: way)
    }
    let special = Manifest(run: manifest.run, root: manifest.root, by: "a@b", undoes: [], entries: entries)
    let text = String(decoding: special.text, as: UTF8.self)
    #expect(text.hasPrefix("manifest 2\n"))
    #expect(text.contains("\nway 1 in-place\nbeside 1 files d\nway 2 beside 1\nbeside 2 files .\nway 4 beside 2\n"))
    #expect(Manifest(special.text)?.entries == entries)
    #expect(manifest.text.starts(with: Array("manifest 1\n".utf8)))
    let lines = special.text.split(separator: 10)
    for count in 0..<lines.count { #expect(Manifest(Array(lines[..<count].joined(separator: [10]))) == nil) }
  }

  @Test func whatHoldsSecretsIsReadBackAndRaisesTheFormat() {
    let entries = [true, false, true].enumerated().map { index, holdsSecrets in
      Manifest.Entry(
        path: EntryPath(tree: .files, path: Array("d/\(index)".utf8)), old: .absent, new: .absent, way: .inPlace,
        holdsSecrets: holdsSecrets)
    }
    let secret = Manifest(run: manifest.run, root: manifest.root, by: "a@b", undoes: [], entries: entries)
    let text = String(decoding: secret.text, as: UTF8.self)
    #expect(text.hasPrefix("manifest 3\n"))
    #expect(text.contains("\nsecret 1\nsecret 3\ncomplete 3\n"))
    #expect(Manifest(secret.text)?.entries == entries)
    #expect(Manifest(Array(text.replacing("secret 3", with: "secret 4").utf8)) == nil)
  }

  @Test func oneThatWasCutIsRefused() {
    let lines = manifest.text.split(separator: 10)
    for count in 0..<lines.count {
      #expect(Manifest(Array(lines[..<count].joined(separator: [10]))) == nil, "\(count) lines")
    }
  }

  @Test func oneOfALaterVersionIsRefused() {
    let text = String(decoding: manifest.text, as: UTF8.self).replacing(
      "manifest 1", with: "manifest 5", maxReplacements: 1)
    #expect(Manifest(Array(text.utf8)) == nil)
  }
}
