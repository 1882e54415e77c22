import Playbook
import Testing

struct AbsolutePathTests {
  @Test(arguments: [
    ("/", "/"), ("/a", "/a"), ("//a///b/", "/a/b"), ("/a/./b/../c", "/a/c"), ("/a/..", "/"), ("/-x/ y", "/-x/ y"),
    ("/...", "/..."),
  ])
  func aPathIsNormalised(_ text: String, _ path: String) {
    #expect(AbsolutePath(text)?.description == path)
  }

  @Test(arguments: ["", "a", "./a", "/..", "/a/../../b", "/a\0b", "~"])
  func whatIsNoPathFromTheTopIsNone(_ text: String) {
    #expect(AbsolutePath(text) == nil)
  }

  @Test func spellingsThatLookAlikeAreDifferentFiles() throws {
    let composed = try #require(AbsolutePath("/caf\u{E9}"))
    let decomposed = try #require(AbsolutePath("/cafe\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(composed.relative(to: decomposed) == nil)
  }

  @Test func aPathKnowsItsParentAndName() throws {
    let path = try #require(AbsolutePath("/srv/app/a.py"))
    #expect(path.name == "a.py")
    #expect(path.parent.description == "/srv/app")
    #expect(AbsolutePath.root.parent == .root)
    #expect(AbsolutePath.root.name == "")
    #expect(path.parent.parent.parent == .root)
  }

  @Test func aPathBelowAFolderIsRelativeToIt() throws {
    let folder = try #require(AbsolutePath("/srv/app"))
    #expect(folder.appending("x/../y/z")?.description == "/srv/app/y/z")
    #expect(folder.appending("y/z")?.relative(to: folder) == "y/z")
    #expect(folder.relative(to: folder) == ".")
    #expect(folder.relative(to: .root) == "srv/app")
    #expect(AbsolutePath("/srv/application")?.relative(to: folder) == nil)
    #expect(folder.parent.relative(to: folder) == nil)
    for outside in ["", ".", "..", "../x", "/x", "a/../..", "a\0"] {
      #expect(folder.appending(outside) == nil)
    }
  }

  @Test func pathsAreOrderedByTheirBytes() throws {
    let paths = ["/b", "/a/z", "/a", "/ä"].compactMap { AbsolutePath($0) }
    #expect(paths.sorted().map(\.description) == ["/a", "/a/z", "/b", "/ä"])
  }
}
