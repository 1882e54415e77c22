import Playbook
import Testing

struct SmallTypesTests {
  @Test(arguments: [
    ("playbooks/x.yml", "."), ("x.yml", "."), ("deploy/x.yml", "deploy"), ("a/playbooks/x.yml", "a"),
    ("/playbooks/x.yml", "/"), ("/x.yml", "/"), ("./playbooks/x.yml", "."), ("../playbooks/x.yml", ".."),
    ("a/playbooks//x.yml", "a"), ("a/my-playbooks/x.yml", "a/my-playbooks"), ("", "."),
  ])
  func sourcesLieBesideTheFolderOfPlaybooks(_ path: String, _ folder: String) {
    #expect(SourceFolder.of(playbookPath: path) == folder)
  }

  @Test func aModeIsWrittenWithFourDigits() throws {
    #expect(try FileMode("0644").description == "0644")
    #expect(try FileMode("4755").bits == 0o4755)
    #expect(FileMode(bits: 0).description == "0000")
    #expect(FileMode(bits: 0xFFFF).bits == 0o7777)
  }

  /// Swift takes the sign for kelvin for a K, and a filesystem does not.
  @Test(arguments: [("K", "\u{212A}"), ("\u{e9}", "e\u{301}")])
  func twoNamesThatLookTheSameAreRefused(_ one: String, _ other: String) {
    let entries = [one, other].map { FolderListing.Entry(name: Array($0.utf8), kind: .file) }
    let tree = SourceTree(leavingOut: .none) { _ in .entries(entries) }
    #expect(tree.members.count { $0.kind == .file } == 1)
    #expect(tree.members.count == 2)
  }

  @Test func commandTextKeepsTheBackupFolderApart() {
    let text = CommandText([.literal("a"), .literal(""), .literal("b"), .backupFolder, .literal("c")])
    #expect(text.parts == [.literal("ab"), .backupFolder, .literal("c")])
    #expect(text.description == "ab${backup}c")
  }
}
